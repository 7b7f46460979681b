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

# The kernels' tests on 64-bit Arm, emulated; needs `rustup target add aarch64-unknown-linux-gnu`, Arm's
# C compiler (gcc-aarch64-linux-gnu) and qemu-user.
arm:
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="qemu-aarch64 -L /usr/aarch64-linux-gnu" \
    cargo test --release --locked --target aarch64-unknown-linux-gnu --package qingyun-kernels --lib

# The same with each access to memory checked, by "address", "memory" or "thread"; needs a nightly toolchain
# with rust-src.
sanitize kind="address":
    RUSTFLAGS=-Zsanitizer={{kind}} cargo +nightly test -Zbuild-std --release --locked \
        --target x86_64-unknown-linux-gnu --target-dir target/{{kind}} --package qingyun-kernels --lib

# The portable path in an interpreter that knows undefined behaviour; needs a nightly toolchain with miri.
miri:
    MIRIFLAGS="-Zmiri-disable-isolation -Zmiri-ignore-leaks -Zmiri-tree-borrows" \
        cargo +nightly miri test --package qingyun-kernels --lib

# Paint something: just paint "一只红色的猫，蓝色背景" --seed 1
paint *words:
    cargo run --release --quiet -- paint {{words}}
