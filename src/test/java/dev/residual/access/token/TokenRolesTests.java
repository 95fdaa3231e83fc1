package dev.residual.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.access.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenRolesTests {

  @Test
  void claimMayBeInsideAnObject() {
    Map<String, Object> claims =
        Map.of("realm_access", Map.of("roles", List.of("offline_access", "trainer")));

    assertThat(find("realm_access.roles", claims)).isEqualTo(Role.TRAINER);
  }

  @Test
  void claimMayHaveDotsInItsName() {
    assertThat(
            find("https://ml.example.com/roles", Map.of("https://ml.example.com/roles", "admin")))
        .isEqualTo(Role.ADMIN);
  }

  @Test
  void lastOfSeveralRolesCounts() {
    assertThat(find("roles", Map.of("roles", "admin viewer"))).isEqualTo(Role.ADMIN);
    assertThat(find("roles", Map.of("roles", "viewer predictor"))).isEqualTo(Role.PREDICTOR);
  }

  @Test
  void anythingElseIsNoRole() {
    assertThat(find("roles", Map.of())).isNull();
    assertThat(find("roles", Map.of("roles", 7))).isNull();
    assertThat(find("roles", Map.of("roles", List.of("ADMIN", "root")))).isNull();
    assertThat(find("roles.x", Map.of("roles", "admin"))).isNull();
  }

  private static Role find(String claim, Map<String, Object> claims) {
    return new TokenRoles(new TokenSettings(claim, Map.of())).find(claims).orElse(null);
  }
}
