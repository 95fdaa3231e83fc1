package dev.residual.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

@ExtendWith(OutputCaptureExtension.class)
class ClearTextWarningTests {

  @ParameterizedTest
  @CsvSource({
    "KEYS, 192.0.2.7, , 192.0.2.7",
    "AUTO, , , every interface",
    "AUTO, 192.0.2.7, certificate, ",
    "KEYS, 127.0.0.1, , ",
    "OPEN, 192.0.2.7, , "
  })
  void keysThatAreSentInTheClearAreWarnedAbout(
      AccessMode mode,
      @Nullable String address,
      @Nullable String bundle,
      @Nullable String named,
      CapturedOutput output)
      throws Exception {
    ServerProperties server = new ServerProperties();
    server.setAddress(address == null ? null : InetAddress.getByName(address));
    server.setSsl(bundle == null ? null : Ssl.forBundle(bundle));
    AccessSettings settings = new AccessSettings(mode, true, Path.of("admin.key"));

    new ClearTextWarning(new AccessControl(settings, server.getAddress(), null), server).warn();

    if (named == null) {
      assertThat(output).doesNotContain("IN THE CLEAR");
    } else {
      assertThat(output).contains("KEYS ARE SENT IN THE CLEAR", named);
    }
  }
}
