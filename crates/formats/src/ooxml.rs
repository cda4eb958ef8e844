//! What the Office Open XML formats share: parts, relationships, properties. Stub.
