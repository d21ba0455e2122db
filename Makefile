# make run · make test · make test-camera · make test-stick · make late · make check · make simulate · make powercut · make kills · make line · make chaos · make bench · make fuzz · make goldens · make screens · make dist · make bindings
# Calls cargo and npm, nothing clever. Each target installs what it needs and says so.

TARGET := $(or $(CARGO_TARGET_DIR),target)
CARGO_FLAGS := --locked

# What a plain Debian 12 with Rust and Node lacks. libclang: V4L2 bindings. libssl: SQLCipher. WebKit and rsvg: the window.
CORE_PACKAGES := build-essential pkg-config libssl-dev clang libclang-dev
WINDOW_PACKAGES := $(CORE_PACKAGES) libwebkit2gtk-4.1-dev librsvg2-dev
# What others ask to be handed on with the program: their notices and licence texts, as in src-tauri/tauri.conf.json.
LICENCES := LICENSE $(addprefix assets/models/,LICENCES.md NOTICE LICENSE-APACHE-2.0.txt LICENSE-MIT-libfacedetection.txt) assets/regions/NOTICE \
	ui/node_modules/@fontsource-variable/plus-jakarta-sans/LICENSE ui/node_modules/@lucide/svelte/LICENSE
# Screens that the README shows.
SCREENS := 11-today-light 12-who-light 13-photo-light 15-fingers-dark 18-read-back-light 19-slip-light 28-resident-photo
# What drives the window where nobody looks at it: a display, its driver, and pictures of it.
WINDOW_TEST_PACKAGES := xvfb webkit2gtk-driver imagemagick

# What records the file operations of a day, so that the power can be cut between them.
POWERCUT_PACKAGES := strace

# A machine in the machine, with Debian's kernel and its camera drivers.
CAMERA_VM_PACKAGES := qemu-system-x86 busybox-static kmod cpio v4l-utils imagemagick binutils

# The same machine with a stick.
STICK_VM_PACKAGES := qemu-system-x86 busybox-static kmod cpio dosfstools binutils

.PHONY: run simulate powercut kills test test-camera test-stick late check bench line chaos fuzz goldens dist bindings screens interop-packages core-packages window-packages window-test-packages ui

## The main job. With a display: the window opens on a demonstration station, with its province on this machine.
## Without: the same window, unseen, is driven through three enrollments; a table shows what the province received.
run: window-packages window-test-packages ui
	cargo build $(CARGO_FLAGS) --release -p rekam-cli -p rekam-province -p rekam-window -p rekam-tests --bins
	$(TARGET)/release/demo --folder $(or $(FOLDER),target/run)

## A whole day without a window: residents recorded from pictures, sent through a power cut, opened and receipted.
simulate: core-packages
	cargo build $(CARGO_FLAGS) --release -p rekam-cli -p rekam-province
	$(TARGET)/release/rekam simulate --folder $(or $(FOLDER),target/simulate) --assets assets

## One recorded day, cut after each of its file operations and the rest of CUTS at random, each time on a disk as the cut may leave it: make powercut CUTS=10000 SEED=7.
powercut: core-packages
	scripts/need $(POWERCUT_PACKAGES)
	cargo build $(CARGO_FLAGS) --release -p rekam-tests --bin powercut
	$(TARGET)/release/powercut run $(or $(CUTS),10000) $(or $(SEED),7)

## The real programs, killed at random moments: station, province, both, and a courier's steps: make kills KILLS=500 SEED=7.
kills: core-packages
	cargo build $(CARGO_FLAGS) --release -p rekam-cli -p rekam-province -p rekam-tests --bins
	REKAM_KILLS=$(or $(KILLS),500) REKAM_SEED=$(or $(SEED),7) cargo test $(CARGO_FLAGS) --release -p rekam-tests --test kills -- --nocapture

## Everything CI checks.
test: check window-test-packages interop-packages
	-@scripts/need $(POWERCUT_PACKAGES)
	cargo build $(CARGO_FLAGS) --workspace --bins
	cargo test $(CARGO_FLAGS) --workspace
	$(MAKE) test-camera
	$(MAKE) test-stick BINS=$(TARGET)/debug

## The camera against real kernel drivers, in a small virtual machine: every fault, one line each.
test-camera: window-packages
	@if [ "$$(uname -m)" = x86_64 ] && scripts/need $(CAMERA_VM_PACKAGES); then tests/camera-vm/run; \
	else echo "skipped: the camera's virtual machine (QEMU for x86_64 cannot be installed here)" >&2; fi

## A courier's stick with FAT32, full and not, in the same kind of machine.
test-stick: core-packages
	@if [ "$$(uname -m)" = x86_64 ] && scripts/need $(STICK_VM_PACKAGES); then tests/stick-vm/run; \
	else echo "skipped: the stick's virtual machine (QEMU for x86_64 cannot be installed here)" >&2; fi

## The window's journeys where each question and each answer may take LATE milliseconds longer: what a person does meanwhile counts.
late: window-packages window-test-packages ui
	VITE_LATE=$(or $(LATE),800) npm --prefix ui run build
	cargo build $(CARGO_FLAGS) --workspace --bins
	cargo test $(CARGO_FLAGS) --workspace --test 'window*'; ended=$$?; npm --prefix ui run build; exit $$ended

## Format, lints, types: what can be said without running anything.
check: window-packages ui
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy $(CARGO_FLAGS) --workspace --all-targets -- -D warnings
	npm --prefix ui run check
	npm --prefix ui test

## The page's TypeScript, made again from the door's table.
bindings: window-packages
	REKAM_WRITE_BINDINGS=1 cargo test $(CARGO_FLAGS) -p rekam-window --test bindings

## Records over three bad lines, beside curl and tus-js-client (about ten minutes; needs root: network namespaces and TUN devices).
line: core-packages interop-packages
	-@scripts/need iproute2 curl python3
	cargo build $(CARGO_FLAGS) --release -p rekam-tests --bin line
	tests/line/run $(TARGET)/release/line target/line

## Stations, couriers and a province under SEEDS seeds from FROM on (a thousand take about a quarter of an hour).
chaos: core-packages
	cargo build $(CARGO_FLAGS) --release -p rekam-tests --bin chaos
	$(TARGET)/release/chaos --seeds $(or $(SEEDS),1000) --from $(or $(FROM),1)

## Figures, as `name value unit` lines and as JSON in target/bench; one part of them with ONLY=photo, finding, recovery or lists.
bench: window-packages window-test-packages ui interop-packages
	-@scripts/need $(CAMERA_VM_PACKAGES)
	cargo build $(CARGO_FLAGS) --release -p rekam-cli -p rekam-province -p rekam-window -p rekam-tests -p rekam-camera-vm --bins
	$(TARGET)/release/bench --bins $(TARGET)/release --out target/bench $(addprefix --,$(ONLY))

## Any bytes against one of fuzz/fuzz_targets, from the corpus of the same name: make fuzz FUZZ=photo SECONDS=60.
fuzz: core-packages
	@command -v cargo-fuzz >/dev/null || { echo "rekam: installing cargo-fuzz from crates.io" >&2; cargo install --locked cargo-fuzz; }
	fuzz/run $(or $(FUZZ),photo) $(or $(SECONDS),60)

## What the reference library says of the rendered portraits, made again: nothing may change.
goldens: core-packages
	scripts/goldens
	git diff --exit-code --stat crates/photo/tests/golden

## The pictures of docs/screens, from the screens that the journeys photographed last.
screens:
	mkdir -p docs/screens
	for screen in $(SCREENS); do convert target/screens/$$screen.png -colors 192 -define png:compression-level=9 docs/screens/$$screen.png; done

## Binaries, the window's Debian package and the licences of what is inside, in target/dist.
dist: window-packages ui
	cargo build $(CARGO_FLAGS) --release -p rekam-cli -p rekam-province
	cd src-tauri && CARGO_TARGET_DIR=$(abspath $(TARGET)) ../ui/node_modules/.bin/tauri build --bundles deb -- $(CARGO_FLAGS)
	mkdir -p target/dist/licences
	cp $(TARGET)/release/rekam $(TARGET)/release/rekam-province $(TARGET)/release/bundle/deb/*.deb target/dist/
	cp --parents $(LICENCES) target/dist/licences

ui: ui/node_modules/.package-lock.json
	npm --prefix ui run build

ui/node_modules/.package-lock.json: ui/package-lock.json
	@echo "rekam: installing npm packages of ui/package-lock.json" >&2
	npm --prefix ui ci --no-audit --no-fund

## tus programs that are not ours.
interop-packages: tests/interop/node_modules/.package-lock.json

tests/interop/node_modules/.package-lock.json: tests/interop/package-lock.json
	@echo "rekam: installing npm packages of tests/interop/package-lock.json" >&2
	npm --prefix tests/interop ci --no-audit --no-fund

core-packages:
	@scripts/need $(CORE_PACKAGES)

window-test-packages:
	@scripts/need $(WINDOW_TEST_PACKAGES)

window-packages:
	@scripts/need $(WINDOW_PACKAGES)
