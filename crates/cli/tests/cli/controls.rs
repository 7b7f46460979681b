//! What goes beside a model: ControlNets, other decoders, pictures that go on, drawings.

use image::{Rgb, RgbImage};
use insta::assert_snapshot;

use crate::errors::failure;
use crate::room::Room;
use crate::words::{by_formula, file, fixture, network, room};

const USUAL: [&str; 8] = ["paint", "a cat", "--model", "small", "--seed", "3", "--steps", "2"];

/// The words of a command with more behind them.
fn asked<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&USUAL[..], more].concat()
}

/// A drawing: a black square on white.
fn drawing(room: &Room, name: &str) {
    let ink = |x: u32, y: u32| x.abs_diff(32).max(y.abs_diff(16)) == 9;
    let pixel = |x, y| Rgb(if ink(x, y) { [0; 3] } else { [255; 3] });
    RgbImage::from_fn(64, 32, pixel).save(room.path(name)).unwrap();
}

fn pixels(room: &Room, name: &str) -> RgbImage {
    image::open(room.path(name)).unwrap().to_rgb8()
}

#[test]
fn a_controlnet_sees_a_picture_and_is_in_the_record() {
    let room = room();
    let of = &fixture("pipelines_control")["networks"]["controlnet"];
    network(&room.path("home/controls/lineart"), "controlnet", of);
    drawing(&room, "drawing.png");
    let sized = ["--size", "64x32", "--control-image", "drawing.png"];
    let paint = |out: &'static str, control: &'static str| {
        room.ok(&asked(&[&sized[..], &["--control", control, "--out", out]].concat()))
    };
    let told = paint("a.png", "lineart:0.8:0-0.5");
    paint("b.png", "lineart:0.8");
    paint("c.png", "lineart:0");
    room.ok(&asked(&["--size", "64x32", "--out", "d.png"]));
    assert_ne!(pixels(&room, "a.png"), pixels(&room, "b.png"));
    assert_eq!(pixels(&room, "c.png"), pixels(&room, "d.png"), "at strength 0 it says nothing");
    let record = room.ok(&["info", "a.png"]);
    let failed = |more: &[&'static str]| failure(&room, &asked(more));
    let faults = [
        failed(&["--control", "none"]),
        failed(&["--control", "lineart"]),
        failed(&["--control", "lineart:much"]),
        failed(&[
            "--control",
            "small/unet/diffusion_pytorch_model.safetensors",
            "--lines",
            "drawing.png",
        ]),
        failed(&["--control", "lineart", "--lines", "drawing.png", "--preprocessor", "cany"]),
        failed(&["--control-image", "drawing.png"]),
        failure(
            &room,
            &["model", "add", "home/controls/lineart/diffusion_pytorch_model.safetensors"],
        ),
        failure(&room, &["paint", "a cat", "--control", "lineart", "--lines", "drawing.png"]),
    ];
    let all = [&[told, record][..], &faults].concat().join("────\n");
    assert_snapshot!(room.stable(all.as_bytes()));
}

#[test]
fn a_picture_goes_on_beyond_its_edges_and_stays_within() {
    let room = room();
    let shade = |x: u32, y: u32| Rgb([4 * x as u8, 8 * y as u8, 90]);
    RgbImage::from_fn(64, 32, shade).save(room.path("old.png")).unwrap();
    room.ok(&asked(&["--init", "old.png", "--outpaint", "left:20,down:8", "--out", "new.png"]));
    let new = pixels(&room, "new.png");
    assert_eq!(new.dimensions(), (88, 40));
    assert_eq!(*new.get_pixel(24 + 40, 0), shade(40, 0), "beyond the seam it is as it was");
    let wrong = failure(&room, &asked(&["--init", "old.png", "--outpaint", "inside:8"]));
    let alone = failure(&room, &asked(&["--outpaint", "8"]));
    assert_snapshot!([wrong, alone].join("────\n"));
}

#[test]
fn lines_stay_black() {
    let room = room();
    drawing(&room, "drawing.png");
    room.ok(&asked(&["--lines", "drawing.png", "--out", "a.png"]));
    let painted = pixels(&room, "a.png");
    assert_eq!(painted.dimensions(), (64, 32), "the drawing's size");
    let drawn = pixels(&room, "drawing.png");
    let ink = drawn.enumerate_pixels().filter(|(.., pixel)| pixel.0 == [0; 3]);
    assert!(ink.into_iter().all(|(x, y, _)| painted.get_pixel(x, y).0 == [0; 3]));
    let coloured = painted.pixels().filter(|pixel| pixel.0 != [0; 3] && pixel.0 != [255; 3]);
    assert!(coloured.count() > 1000);
}

#[test]
fn other_decoders_and_tiles_give_other_pixels_of_the_same_latents() {
    let room = room();
    let tiny = by_formula("", &fixture("vae_tiny")["parameters"]);
    room.write("taesd.safetensors", &file(&tiny));
    let paint = |out: &'static str, more: &[&'static str]| {
        let kept = ["--size", "128x64", "--latents-out", "kept.safetensors", "--out", out];
        room.ok(&asked(&[&kept[..], more].concat()));
        (pixels(&room, out), room.read("kept.safetensors"))
    };
    let whole = paint("a.png", &["--preview", "preview.png"]);
    let tiled = paint("b.png", &["--tile", "64"]);
    let tiny = paint("c.png", &["--vae", "taesd.safetensors"]);
    assert!(whole.1 == tiled.1 && whole.1 == tiny.1, "latents");
    assert!(whole.0 != tiled.0 && whole.0 != tiny.0, "pixels");
    assert_eq!(pixels(&room, "preview.png").dimensions(), (128, 64));
    let seen = ["--preview", "preview.png", "--preview-vae", "taesd.safetensors"];
    paint("d.png", &[&seen[..], &["--vae", "taesd.safetensors"]].concat());
    let record = room.ok(&["info", "c.png"]);
    let sizes = failure(&room, &asked(&["--tile", "7"]));
    let nowhere = failure(&room, &asked(&["--preview", "nowhere/a.png"]));
    let tiny = failure(&room, &["paint", "a cat", "--vae", "taesd.safetensors"]);
    let all = [record, sizes, nowhere, tiny].join("────\n");
    assert_snapshot!(room.stable(all.as_bytes()));
}
