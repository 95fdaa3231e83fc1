package dev.residual.webhook.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.web.InvalidValueException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs that no message may be sent to are refused when they are entered. */
class ReceiverUrlsTests {

  private final ReceiverUrls urls =
      urls(
          host ->
              switch (host) {
                case "hooks.example" -> addresses("8.8.8.8", "2606:4700::1111");
                case "inside.example" -> addresses("10.1.2.3");
                case "both.example" -> addresses("8.8.8.8", "10.1.2.3");
                case "hooks.internal", "a.corp.example" -> addresses("10.9.9.9");
                case "missing.example" -> throw new UnknownHostException(host);
                default -> InetAddress.getAllByName(host); // spelled addresses
              });

  private static ReceiverUrls urls(HostLookup lookup) {
    ReceiverSettings settings =
        new ReceiverSettings(
            List.of("hooks.internal", ".corp.example", "10.0.0.7", "fd00::7"),
            Duration.ofSeconds(5),
            null);
    return new ReceiverUrls(new ReceiverAddresses(lookup, settings), settings);
  }

  private static InetAddress[] addresses(String... texts) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      addresses[i] = InetAddress.getByName(texts[i]);
    }
    return addresses;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example/residual?token=1",
        "https://hooks.example",
        "HTTPS://hooks.example:443/",
        "https://hooks.example:8443/",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "http://hooks.internal:9000/",
        "https://a.corp.example:1/",
        "http://10.0.0.7:8080/",
        "http://[fd00::7]:8080/",
        "https://missing.example/"
      })
  void receiversThatMayGetMessagesAreAccepted(String url) throws Exception {
    URI parsed = urls.parse(url);

    assertThat(parsed).isEqualTo(URI.create(url));
    assertThatCode(() -> urls.requirePublic(parsed)).doesNotThrowAnyException();
  }

  /** Such a text may be shown like the URL of somebody else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example/\u202Egpj",
        "https://hooks.example\u202E/",
        "https://h\u043E\u043Eks.example/",
        "https://hooks.example/\u200B",
        "https://hooks.example/?a=\u00FC",
        "https://hooks.example/\r\nX: y"
      })
  void urlWithOtherCharactersThanAsciiIsRefusedAndNotShown(String url) {
    assertThatThrownBy(() -> urls.parse(url))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("xn--")
        .hasMessageNotContaining("hooks.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://hooks.example/                  | https://
          ftp://hooks.internal/                  | https:// or http://
          https://hooks.example:80/              | 443 or 8443
          https://hooks.example:22/              | 443 or 8443
          https://user:secret@hooks.example/     | user
          https://hooks.example@10.0.0.1/        | user
          https://hooks.example/#part            | fragment
          hooks.example                          | absolute URL
          //hooks.example/                       | https://
          https:///path                          | URL
          https://                               | URL
          https://a b.example/                   | URL
          https://under_score.example/           | host
          https://2130706433/                    | host
          https://0x7f000001/                    | host
          https://0x7f.0.0.1/                    | host
          https://0177.0.0.1/                    | host
          https://127.1/                         | host
          https://127.0.1/                       | host
          https://010.0.0.1/                     | host
          https://127.0.0.1./                    | host
          https://[fe80::1%25eth0]/              | host
          https://[::1                           | URL
          javascript:alert(1)                    | absolute URL
          file:///etc/passwd                     | absolute URL
          """)
  void urlsThatAreMisspelledOrUnsafeAreRefused(String url, String reason) {
    assertThatThrownBy(() -> urls.parse(url))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("must ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::ffff:a00:1]/",
        "https://[64:ff9b::a00:1]/",
        "https://0.0.0.0/",
        "https://10.0.0.8/",
        "https://inside.example/",
        "https://both.example/",
        "https://localhost/"
      })
  void hostsWithAnAddressThatIsNotPublicAreRefused(String url) {
    URI parsed = urls.parse(url);

    assertThatThrownBy(() -> urls.requirePublic(parsed))
        .isInstanceOf(ForbiddenAddressException.class)
        .hasMessageContaining("public");
  }

  @Test
  void lookupThatHangsIsNotWaitedFor() throws Exception {
    ReceiverSettings hurried = new ReceiverSettings(List.of(), Duration.ofMillis(10), null);
    HostLookup hanging =
        host -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new UnknownHostException(host);
          }
          throw new AssertionError("nobody waits so long");
        };
    ReceiverAddresses addresses = new ReceiverAddresses(hanging, hurried);

    assertThatThrownBy(() -> addresses.resolve("hooks.example"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("in time");
    addresses.destroy();
  }
}
