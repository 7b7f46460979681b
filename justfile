# Chores. `just check` is what must pass before a change goes in, cheapest first.

check: fmt clippy doc deny test

# Formatting, without changing anything.
fmt:
    cargo fmt --all --check

clippy:
    cargo clippy --release --workspace --all-targets --locked -- --deny warnings

doc:
    RUSTDOCFLAGS="--deny warnings" cargo doc --release --workspace --no-deps --document-private-items --locked

# Licences and sources of dependencies; needs `cargo install cargo-deny`.
deny:
    cargo deny check licenses bans sources

test:
    cargo test --release --workspace --locked

# Paint something: just paint "一只红色的猫，蓝色背景" --seed 1
paint *words:
    cargo run --release --quiet -- paint {{words}}
