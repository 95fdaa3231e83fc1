package dev.residual.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidsTests {

  private static final String ID = "00000000-0000-0001-0000-00000000000a";

  @Test
  void parsesWhatSpellsAUuid() {
    assertThat(Uuids.parse(ID)).contains(new UUID(1, 10));
    assertThat(Uuids.parse("default")).isEmpty();
  }

  @Test
  void onlyTheFullLowerCaseSpellingIsCanonical() {
    assertThat(Uuids.isCanonical(ID)).isTrue();
    assertThat(Uuids.isCanonical(ID.toUpperCase())).isFalse();
    assertThat(Uuids.isCanonical("0-0-1-0-a")).isFalse();
    assertThat(Uuids.isCanonical("default")).isFalse();
  }
}
