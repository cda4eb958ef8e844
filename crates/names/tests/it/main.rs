//! What keys of names promise.

mod gazetteer;
mod pairs;
mod table;

fn meet(one: &str, other: &str) -> bool {
    let known = names::keys(one);
    names::keys(other).iter().any(|key| known.contains(key))
}
