package dev.residual.job;

import dev.residual.model.ModelRegistry;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import tools.jackson.databind.json.JsonMapper;

/** Trains a first model on the bundled sample in profile {@code demo}, unless a model exists. */
@Component
@Profile("demo")
class DemoTraining {

  private static final Logger log = LoggerFactory.getLogger(DemoTraining.class);

  /** At 28 x 28 pixels, an epoch of the sample takes three to ten seconds on two cores. */
  private static final JobRequest REQUEST =
      new JsonMapper()
          .readValue(
              """
              {"name": "demo", "dataset": "fashion-mnist-sample",
               "imageSize": 28, "epochs": 5, "logEvery": 20}\
              """,
              JobRequest.class);

  private final JobLifecycle lifecycle;
  private final ModelRegistry registry;
  private final Environment environment;
  private @Nullable UUID job;

  DemoTraining(JobLifecycle lifecycle, ModelRegistry registry, Environment environment) {
    this.lifecycle = lifecycle;
    this.registry = registry;
    this.environment = environment;
  }

  @EventListener(ApplicationReadyEvent.class)
  void start() {
    if (registry.hasDefault()) {
      log.info("A model is available: POST {}/predict classifies an image", url());
    } else if (!lifecycle.isBusy()) {
      job = lifecycle.submit(REQUEST, null);
      log.info(
          "A first ResNet-18 is being trained on the bundled sample, for about a minute: GET"
              + " {}/jobs/{}",
          url(),
          job);
    }
  }

  @TransactionalEventListener
  void finished(JobFinished event) {
    if (event.job().equals(job) && event.status() == JobStatus.SUCCEEDED) {
      log.info("The first model is ready: POST {}/predict classifies an image", url());
    }
  }

  private String url() {
    String address = environment.getProperty("server.address", "127.0.0.1");
    return String.format(
        Locale.ROOT,
        "http://%s:%s%s",
        address.contains(":") ? "[" + address + "]" : address,
        environment.getProperty("local.server.port"),
        environment.getProperty("server.servlet.context-path", ""));
  }
}
