//! Where tensors live and are computed.

use burn::tensor::Device;

use crate::{Error, Result};

/// A kind of device, as listings show it.
#[derive(Clone, Debug)]
pub struct Info {
    /// The name that `--device` takes.
    pub name: &'static str,
    /// What it is.
    pub about: String,
    /// Whether it can be used here and now.
    pub available: bool,
}

/// The device called `name`: `auto` or `cpu`.
///
/// # Errors
/// [`Error::Device`] where there is no such device.
pub fn choose(name: &str) -> Result<Device> {
    match name {
        "auto" | "cpu" => Ok(Device::flex()),
        _ => Err(Error::Device { name: name.to_owned() }),
    }
}

/// Every kind of device that this build knows.
pub fn list() -> Vec<Info> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let set = qingyun_kernels::instruction_set().name();
    let about = format!("{threads} threads, {set}");
    vec![Info { name: "cpu", about, available: true }]
}
