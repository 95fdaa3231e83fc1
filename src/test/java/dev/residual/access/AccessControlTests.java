package dev.residual.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessControlTests {

  @ParameterizedTest
  @CsvSource({
    "AUTO, 127.0.0.1, true",
    "AUTO, ::1, true",
    "AUTO, 0.0.0.0, false",
    "AUTO, 192.0.2.7, false",
    "AUTO, , false",
    "KEYS, 127.0.0.1, false",
    "KEYS, 0.0.0.0, false",
    "OPEN, 127.0.0.1, true"
  })
  void onlyTheLoopbackInterfaceIsOpenByDefault(
      AccessMode mode, @Nullable String address, boolean open) throws Exception {
    assertThat(control(mode, false, address).isOpen()).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0", "192.0.2.7", ","})
  void openServiceThatOthersCanReachStartsOnlyIfThatIsIntended(@Nullable String address)
      throws Exception {
    assertThatThrownBy(() -> control(AccessMode.OPEN, false, address))
        .isInstanceOf(OpenAccessException.class)
        .hasMessageContaining("other machines can reach it");
    assertThat(control(AccessMode.OPEN, true, address).isOpen()).isTrue();
  }

  /** It has metrics, and asks for the same keys as the service. */
  @Test
  void portForMetricsThatOthersCanReachIsNotOpenByDefault() throws Exception {
    InetAddress local = InetAddress.getByName("127.0.0.1");
    InetAddress elsewhere = InetAddress.getByName("192.0.2.7");

    assertThat(control(AccessMode.AUTO, local, local).isOpen()).isTrue();
    assertThat(control(AccessMode.AUTO, local, elsewhere).isOpen()).isFalse();
    assertThatThrownBy(() -> control(AccessMode.OPEN, local, elsewhere))
        .isInstanceOf(OpenAccessException.class)
        .hasMessageContaining("192.0.2.7");
  }

  private static AccessControl control(
      AccessMode mode, InetAddress address, InetAddress management) {
    return new AccessControl(
        new AccessSettings(mode, false, Path.of("admin.key")), address, management);
  }

  @Test
  void explanationNamesTheWaysOut() {
    OpenAccessException failure = new OpenAccessException(null);

    assertThat(new OpenAccessFailureAnalyzer().analyze(failure).getAction())
        .contains("residual.access.mode=keys", "residual.access.allow-anonymous=true");
  }

  private static AccessControl control(AccessMode mode, boolean anonymous, @Nullable String address)
      throws Exception {
    return new AccessControl(
        new AccessSettings(mode, anonymous, Path.of("admin.key")),
        address == null ? null : InetAddress.getByName(address),
        null);
  }
}
