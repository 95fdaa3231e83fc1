package dev.residual.training;

import dev.residual.ResidualApplication;
import dev.residual.torch.GradMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs a measurement in a process of its own, set up as the service sets itself up. */
final class TrainingBenchmark {

  private TrainingBenchmark() {}

  /**
   * Starts the service with a database in memory, runs the measurement, and stops it.
   *
   * @param arguments further arguments of the service
   */
  static void run(Consumer<ConfigurableApplicationContext> measurement, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.datasource.url=jdbc:h2:mem:benchmark"));
    all.addAll(List.of(arguments));
    try (var context =
        new SpringApplicationBuilder(ResidualApplication.class).run(all.toArray(String[]::new))) {
      // A thread of its own, like that of a worker, has its own OpenMP threads.
      Thread thread =
          new Thread(
              () -> {
                GradMode.off();
                context.getBean(Trainer.class).devices().get(0).setThreadCount();
                measurement.accept(context);
              });
      thread.start();
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
