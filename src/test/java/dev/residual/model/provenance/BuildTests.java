package dev.residual.model.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTests {

  @Test
  void buildOfACheckoutNamesItsCommit() {
    assertThat(Build.of("1.2.0", "9b1f0c6f", "true"))
        .isEqualTo(new Build("1.2.0", "9b1f0c6f", true));
  }

  @Test
  void buildOutsideACheckoutHasNoCommit() {
    assertThat(Build.of("1.2.0", null, null)).isEqualTo(new Build("1.2.0", null, null));
    assertThat(Build.of("1.2.0", "", "false")).isEqualTo(new Build("1.2.0", null, null));
    assertThat(Build.of(null, null, null)).isEqualTo(new Build("dev", null, null));
  }
}
