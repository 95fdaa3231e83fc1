package dev.residual.access.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
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
  void textsOfAnotherFormAreNoKeys() {
    String key = KeyText.random(new SecureRandom()).whole();

    assertThat(
            List.of(
                "",
                "rsd_",
                key.substring(1),
                key.substring(0, key.length() - 1),
                key + "A",
                "RSD_" + key.substring(4),
                "rsd_A" + key.substring(5),
                "rsd__" + key.substring(5),
                key.substring(0, 12) + "-" + key.substring(13),
                key.substring(0, 13) + "." + key.substring(14),
                key.substring(0, key.length() - 1) + " ",
                key.substring(0, key.length() - 1) + "é"))
        .allSatisfy(text -> assertThat(KeyText.parse(text)).isEmpty());
  }

  @Test
  void secretIsNotInLogs() {
    KeyText key = KeyText.random(new SecureRandom());

    assertThat(key.toString()).isEqualTo("rsd_" + key.prefix() + "_...");
  }
}
