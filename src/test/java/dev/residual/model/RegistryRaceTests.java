package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.SettableClock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Changes in transactions of their own. */
@DataJpaTest
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@ImportAutoConfiguration({FlywayAutoConfiguration.class, JacksonAutoConfiguration.class})
@Import({Registry.class, SettableClock.class})
class RegistryRaceTests {

  @Autowired private Registry registry;
  @Autowired private JdbcClient jdbc;

  @AfterEach
  void clear() {
    jdbc.sql("delete from model_alias").update();
    jdbc.sql("delete from model").update();
  }

  @Test
  void aWorseModelDoesNotTakeOver() {
    UUID better = register(0.9);
    register(0.8);

    assertThat(answersTo("default")).isEqualTo(better);
  }

  private UUID register(double top1) {
    SavedModel saved = Samples.saved(UUID.randomUUID().toString(), "fashion-mnist", top1);
    return registry.register(saved, UUID.randomUUID(), Promotion.IF_BETTER);
  }

  private UUID answersTo(String name) {
    return registry.find(name).orElseThrow().id();
  }
}
