package dev.residual.torch;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import org.springframework.stereotype.Component;

/** The CUDA devices of this machine. Tests replace them to simulate machines with GPUs. */
interface Gpus {

  int count();

  long memoryBytes(int index);

  /** Returns whether the device has bfloat16 instructions. */
  boolean haveBf16(int index);

  /** The devices that the CUDA runtime reports. */
  @Component
  class Cuda implements Gpus {

    /** The compute capability of Ampere, the first generation with bfloat16 instructions. */
    private static final int FIRST_WITH_BF16 = 80;

    @Override
    public int count() {
      return CudaUtils.getGpuCount();
    }

    @Override
    public long memoryBytes(int index) {
      return CudaUtils.getGpuMemory(Device.gpu(index)).getMax();
    }

    @Override
    public boolean haveBf16(int index) {
      return Integer.parseInt(CudaUtils.getComputeCapability(index)) >= FIRST_WITH_BF16;
    }
  }
}
