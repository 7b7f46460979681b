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

/// A kind of GPU that this build reaches.
struct Gpu {
    name: &'static str,
    about: &'static str,
    device: fn() -> Device,
}

/// Every kind of GPU that this build reaches: the features of this crate.
const GPUS: &[Gpu] = &[
    #[cfg(feature = "vulkan")]
    Gpu { name: "vulkan", about: "GPU by Vulkan", device: || Device::vulkan(Default::default()) },
    #[cfg(feature = "metal")]
    Gpu { name: "metal", about: "GPU by Metal", device: || Device::metal(Default::default()) },
    #[cfg(feature = "webgpu")]
    Gpu { name: "webgpu", about: "GPU by WebGPU", device: || Device::webgpu(Default::default()) },
    #[cfg(feature = "cuda")]
    Gpu { name: "cuda", about: "NVIDIA GPU by CUDA", device: || Device::cuda(0) },
    #[cfg(feature = "rocm")]
    Gpu { name: "rocm", about: "AMD GPU by ROCm", device: || Device::rocm(0) },
];

/// The device called `name`: `auto` or `cpu`, or a kind of GPU that this build reaches.
///
/// # Errors
/// [`Error::Device`] where this build has no such device, [`Error::NoAdapter`] where it has, but
/// this machine has not.
pub fn choose(name: &str) -> Result<Device> {
    if ["auto", "cpu"].contains(&name) {
        return Ok(Device::flex());
    }
    let gpu = GPUS.iter().find(|gpu| gpu.name == name);
    let gpu = gpu.ok_or_else(|| Error::Device { name: name.to_owned() })?;
    if has_adapter() {
        return Ok((gpu.device)());
    }
    Err(Error::NoAdapter { name: name.to_owned() })
}

/// The device that is always there.
pub fn cpu() -> Device {
    Device::flex()
}

/// Whether this machine has a GPU that this build reaches. To use one that is not there would end
/// the program, so it is asked for first.
fn has_adapter() -> bool {
    #[cfg(any(
        feature = "vulkan",
        feature = "metal",
        feature = "webgpu",
        feature = "cuda",
        feature = "rocm"
    ))]
    return !Device::enumerate_physical().is_empty();
    #[cfg(not(any(
        feature = "vulkan",
        feature = "metal",
        feature = "webgpu",
        feature = "cuda",
        feature = "rocm"
    )))]
    false
}

/// Every kind of device that this build knows.
pub fn list() -> Vec<Info> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let set = qingyun_kernels::instruction_set().name();
    let about = format!("{threads} threads, {set}");
    let cpu = Info { name: "cpu", about, available: true };
    let available = !GPUS.is_empty() && has_adapter();
    let gpu = |gpu: &Gpu| Info { name: gpu.name, about: gpu.about.into(), available };
    std::iter::once(cpu).chain(GPUS.iter().map(gpu)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_is_always_there_and_an_abacus_never() {
        assert!(choose("auto").is_ok() && choose("cpu").is_ok());
        assert!(matches!(choose("abacus"), Err(Error::Device { name }) if name == "abacus"));
        assert!(list()[0].available);
    }

    #[test]
    fn a_gpu_is_usable_or_said_to_be_missing() {
        for gpu in GPUS {
            let chosen = choose(gpu.name);
            assert!(matches!(chosen, Ok(_) | Err(Error::NoAdapter { .. })), "{}", gpu.name);
        }
    }
}
