//! The description of the API (`OpenAPI` 3.1), made from the table of routes and the types of their answers.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::params::{Parameter, Shape};
use crate::route::Route;

/// Describes the routes of a table.
pub(crate) fn document(routes: &[Route]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = SchemaGenerator::new(settings.for_serialize());
    let paths: Map<String, Value> = routes
        .iter()
        .map(|route| (route.path.to_owned(), json!({ "get": operation(route, &mut generator) })))
        .collect();
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Failure".to_owned(), failure());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Dossier",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What a dossier answers. Offsets are UTF-8 byte offsets into the text that they stand beside.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
        },
        "security": [{ "key": [] }],
    })
}

fn operation(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let in_path =
        route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = in_path.map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    });
    let parameters: Vec<Value> = in_path.chain(route.parameters.iter().map(parameter)).collect();
    let failure = json!({
        "description": "why there is no answer",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } },
    });
    json!({
        "summary": route.about,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": route.about,
                "content": { "application/json": { "schema": (route.schema)(generator) } },
            },
            "default": failure,
        },
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let schema = match parameter.shape {
        Shape::Text | Shape::Needed | Shape::Texts => json!({ "type": "string" }),
        Shape::Number(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Shape::Count => json!({ "type": "integer", "minimum": 0 }),
        Shape::Word(words) => json!({ "type": "string", "enum": words }),
        Shape::Layer => {
            json!({ "type": "string", "enum": item::Layer::ALL.map(item::Layer::name) })
        }
        Shape::List => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Outcomes => {
            let names: Vec<&str> = item::Status::ALL.iter().map(|status| status.name()).collect();
            json!({ "type": "array", "items": { "type": "string", "enum": names } })
        }
    };
    let mut described = json!({
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "required": matches!(parameter.shape, Shape::Needed),
        "schema": schema,
    });
    if matches!(parameter.shape, Shape::List | Shape::Outcomes) {
        described["style"] = json!("form");
        described["explode"] = json!(false);
    }
    described
}

fn failure() -> Value {
    json!({
        "type": "object",
        "properties": {
            "status": { "type": "integer", "description": "The status of the answer." },
            "error": { "type": "string", "description": "What is wrong, and what to do." },
        },
        "required": ["status", "error"],
    })
}
