package dev.residual.torch;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import org.springframework.stereotype.Component;

/** The CUDA devices of this machine; tests stand in for machines that have some. */
interface Gpus {

  int count();

  long memoryBytes(int index);

  /** Whether it multiplies bfloat16. */
  boolean haveBf16(int index);

  /** Those that the CUDA runtime tells of. */
  @Component
  class Cuda implements Gpus {

    /** Ampere, the first generation that does. */
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
