package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.ResidualApplication;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.GradMode;
import dev.residual.torch.Precision;
import java.util.Locale;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Measures the fastest bf16 matrix product in Residual's libtorch, in GFLOP/s. */
public final class Peak {

  private static final int[] SIZES = {1024, 2048, 3072};
  private static final int TIMES = 6;

  private Peak() {}

  public static void main(String[] arguments) {
    double best = 0;
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(ResidualApplication.class)
            .run(
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.datasource.url=jdbc:h2:mem:benchmark")) {
      ComputeDevice device = context.getBean(Trainer.class).devices().get(0);
      ComputeMode mode = new ComputeMode(device, Precision.BF16);
      GradMode.off();
      try (NDManager manager = NDManager.newBaseManager(device.inDjl())) {
        for (int size : SIZES) {
          NDArray square = manager.randomNormal(new Shape(size, size));
          double[] gflops = new double[1];
          mode.forward(x -> product(x, size, gflops), square);
          best = Math.max(best, gflops[0]);
        }
      }
    }
    System.out.printf(Locale.ROOT, "{\"gflops\": %.1f, \"version\": \"libtorch\"}%n", best);
  }

  private static NDArray product(NDArray square, int size, double[] best) {
    // The first product casts its fp32 operands. Its result is bf16, so the others need no cast.
    NDArray bf16 = square.matMul(square);
    for (int i = 0; i < TIMES; i++) {
      long start = System.nanoTime();
      bf16.matMul(bf16).close();
      best[0] = Math.max(best[0], 2.0 * size * size * size / (System.nanoTime() - start));
    }
    return bf16;
  }
}
