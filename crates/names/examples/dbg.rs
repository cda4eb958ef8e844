fn main() {
    let a: Vec<String> = std::env::args().collect();
    for p in names::patterns(&a[1]) {
        println!("{:?}", p);
    }
    for t in text::tokens(&a[2]) {
        println!("{} {:?}", t.folded, names::terms(&a[2][t.start..t.end]));
    }
    for p in names::patterns(&a[2]) {
        println!("R {:?}", p);
    }
    println!("{:?}", names::compare(&a[1], &a[2]));
}
