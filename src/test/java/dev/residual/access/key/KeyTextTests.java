package dev.residual.access.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTextTests {

  @Test
  void everyKeyIsAnother() {
    Set<String> prefixes = new HashSet<>();
    Set<String> keys = new HashSet<>();
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 1_000; i++) {
      KeyText key = KeyText.random(random);
      prefixes.add(key.prefix());
      keys.add(key.whole());
      assertThat(KeyText.parse(key.whole())).contains(key);
    }

    assertThat(prefixes).hasSize(1_000);
    assertThat(keys).hasSize(1_000);
  }

  @Test
  void secretIsNotInLogs() {
    KeyText key = KeyText.random(new SecureRandom());

    assertThat(key.toString()).isEqualTo("rsd_" + key.prefix() + "_...");
  }
}
