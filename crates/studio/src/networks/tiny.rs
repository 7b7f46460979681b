//! The tiny family, which this project trains: `crates/models/src/tiny` and `autoencoder.rs`.

use super::Model;
use super::work::{Size, Work, attention, conv, halved, linear, norm, product, table};

/// Pixels along a side for each latent.
const PATCH: usize = 4;
/// Waves of the time step, sines and cosines.
const TIME: usize = 64;
/// Numbers that say a token's place, size and colour.
const ATTRIBUTES: usize = 28;
/// Numbers of a colour.
const COLOUR: usize = 4;
/// Maps that say where things are and of which colour.
const MAPS: usize = 11;
/// Rows and columns of a canvas.
const CANVAS: usize = 8;

/// Sizes of the networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Tags that it knows.
    pub tags: usize,
    /// Styles that it knows.
    pub styles: usize,
    /// Things in the picture, at least one.
    pub slots: usize,
    /// Channels of the latents.
    pub latent: usize,
    /// Channels at full, half and quarter size.
    pub channels: [usize; 3],
    /// Channels of a canvas.
    pub canvas: usize,
    /// Numbers in a token.
    pub token: usize,
    /// Heads of the attention.
    pub heads: usize,
    /// Channels of the decoder at the latents' size.
    pub decoder: usize,
    /// Channels of the decoder at twice that size.
    pub detail: usize,
}

/// The model that comes with the program, asked for one thing.
pub const BUILT_IN: Shape = Shape {
    tags: 320,
    styles: 3,
    slots: 1,
    latent: 12,
    channels: [64, 128, 192],
    canvas: 16,
    token: 192,
    heads: 4,
    decoder: 96,
    detail: 48,
};

/// The built-in model, at its own size and with its own defaults.
pub const TINY: Model = Model {
    name: "tiny",
    about_en: "the model that comes with this program",
    about_zh: "本程序自带的模型",
    side: 64,
    steps: 20,
    denoiser: |size| BUILT_IN.denoiser(size),
    decoder: |size| BUILT_IN.decode(size),
};

/// Whom a block looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    Nowhere,
    AtAsked,
    Everywhere,
}

impl Shape {
    /// The U-Net with its encoder of what is asked, for a picture of `size` in pixels.
    #[must_use]
    pub fn denoiser(&self, size: Size) -> Work {
        let full = size.map(|pixels| pixels / PATCH);
        let [half, quarter] = [halved(full, 1), halved(full, 2)];
        let [wide, wider, widest] = self.channels;
        let block = |inputs, outputs, size, looks| self.block(inputs, outputs, size, looks);
        use Looks::{AtAsked, Everywhere, Nowhere};
        let time = linear(1, TIME, self.token) + linear(1, self.token, self.token);
        let input = conv(3, self.latent + self.canvas + MAPS, wide, full);
        let down = block(wide, wide, full, Nowhere)
            + conv(3, wide, wider, half)
            + block(wider, wider, half, AtAsked)
            + conv(3, wider, widest, quarter)
            + block(widest, widest, quarter, Everywhere);
        let middle =
            block(widest, widest, quarter, Everywhere) + block(widest, widest, quarter, Nowhere);
        let up = block(2 * widest, widest, quarter, Everywhere)
            + conv(3, widest, wider, half)
            + block(2 * wider, wider, half, AtAsked)
            + conv(3, wider, wide, full)
            + block(2 * wide, wide, full, Nowhere);
        let output = norm(wide, full[0] * full[1]) + conv(3, wide, self.latent, full);
        self.encoder(full) + time + input + down + middle + up + output
    }

    fn block(&self, inputs: usize, outputs: usize, size: Size, looks: Looks) -> Work {
        let rows = size[0] * size[1];
        let shortcut =
            if inputs == outputs { Work::default() } else { conv(1, inputs, outputs, size) };
        let residual = norm(inputs, rows)
            + conv(3, inputs, outputs, size)
            + linear(1, self.token, 2 * outputs)
            + norm(outputs, rows)
            + conv(3, outputs, outputs, size)
            + shortcut;
        let asked = self.attention(outputs, rows, 1 + self.slots, self.token);
        let itself = self.attention(outputs, rows, rows, outputs);
        match looks {
            Looks::Nowhere => residual,
            Looks::AtAsked => residual + asked,
            Looks::Everywhere => residual + itself + asked,
        }
    }

    fn attention(&self, channels: usize, rows: usize, entries: usize, entry: usize) -> Work {
        norm(channels, rows)
            + 2 * linear(rows, channels, channels)
            + 2 * linear(entries, entry, channels)
            + attention(rows, entries, channels, self.heads)
    }

    /// Tokens from tags, styles and attributes; canvases stretched into their boxes.
    fn encoder(&self, [height, width]: Size) -> Work {
        let Self { tags, styles, slots, canvas, token, .. } = *self;
        let learned =
            tags * token + styles * token + token + tags * styles * CANVAS * CANVAS * canvas;
        let tokens = linear(slots, ATTRIBUTES, token)
            + linear(slots, token, token)
            + linear(1, COLOUR, token);
        let tall = product(height, CANVAS, CANVAS * canvas);
        let wide = product(width, CANVAS, height * canvas);
        let stretched = slots * Work { params: 0.0, ..tall + wide };
        table(learned) + tokens + stretched
    }

    /// The decoder, for a picture of `size` in pixels.
    #[must_use]
    pub fn decode(&self, size: Size) -> Work {
        let small = size.map(|pixels| pixels / PATCH);
        let large = small.map(|pixels| 2 * pixels);
        let Self { latent, decoder, detail, .. } = *self;
        let values = PATCH * PATCH * 3;
        let principal = product(small[0] * small[1], latent, values);
        let fixed = table(values + 2 * latent);
        let first = conv(3, latent, decoder, small) + 2 * conv(3, decoder, decoder, small);
        let second = conv(3, decoder, detail, large)
            + conv(3, detail, detail, large)
            + conv(3, detail, values / PATCH, large);
        principal + fixed + first + second
    }
}
