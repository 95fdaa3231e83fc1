package dev.residual.access;

import dev.residual.ResidualApplication;
import dev.residual.inference.PredictionService;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Two services in one process: one asks nobody for a key, and one asks everybody. Both run the same
 * compiled code and predict with the same network, so they differ only in what a key costs.
 */
final class OpenAndGuarded {

  private OpenAndGuarded() {}

  /**
   * Starts both.
   *
   * @param arguments the folder of the open service, that of the other one, the access mode of the
   *     other one, which is {@code open} for a control, and settings of both
   */
  public static void main(String[] arguments) {
    String[] settings = Stream.of(arguments).skip(3).toArray(String[]::new);
    ConfigurableApplicationContext open =
        start(Path.of(arguments[0], "data"), "open", context -> {}, settings);
    try {
      PredictionService shared = open.getBean(PredictionService.class);
      start(
          Path.of(arguments[1], "data"),
          arguments[2],
          context ->
              context.registerBean(
                  PredictionService.class,
                  () -> shared,
                  definition -> {
                    definition.setPrimary(true);
                    definition.setDestroyMethodName("");
                  }),
          settings);
    } catch (RuntimeException e) {
      open.close(); // or the process would not end
      throw e;
    }
  }

  /** Starts a service on a free port, with all its files in one folder. */
  static ConfigurableApplicationContext start(Path data, String mode) {
    return start(data, mode, context -> {}, "--server.port=0");
  }

  private static ConfigurableApplicationContext start(
      Path data,
      String mode,
      ApplicationContextInitializer<GenericApplicationContext> initializer,
      String... settings) {
    Stream<String> own =
        Stream.of(
            "--residual.access.mode=" + mode,
            "--residual.access.admin-key-file=" + data.resolve("admin.key"),
            "--residual.artifacts.folder=" + data.resolve("artifacts"),
            "--residual.dataset.download=false",
            "--spring.datasource.url=jdbc:h2:file:" + data.resolve("residual"));
    return new SpringApplicationBuilder(ResidualApplication.class)
        .initializers(initializer)
        .run(Stream.concat(own, Stream.of(settings)).toArray(String[]::new));
  }
}
