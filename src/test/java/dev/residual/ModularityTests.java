package dev.residual;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

  @Test
  void modulesUseOnlyWhatTheirPackageAllows() {
    ApplicationModules.of(ResidualApplication.class).verify();
  }
}
