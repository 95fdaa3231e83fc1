package dev.residual.webhook.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.web.InvalidValueException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets and signatures have the form of Standard Webhooks. */
class WebhookSecretTests {

  private static final WebhookSecret SECRET =
      new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  @Test
  void signatureIsThatOfOtherImplementations() {
    String signature =
        SECRET.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");

    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void twoSecretsMakeTwoSignatures() {
    WebhookSecret other = WebhookSecret.generate();
    UUID id = new UUID(1, 2);
    var message = new OutgoingMessage(id, Instant.ofEpochSecond(7), "{}", List.of(other, SECRET));

    assertThat(message.signatures())
        .isEqualTo(other.sign(id.toString(), 7, "{}") + " " + SECRET.sign(id.toString(), 7, "{}"));
  }

  @Test
  void generatedSecretsAreLongAndDiffer() {
    WebhookSecret secret = WebhookSecret.generate();

    assertThat(Base64.getDecoder().decode(secret.text().substring(6))).hasSize(32);
    assertThat(secret).isNotEqualTo(WebhookSecret.generate());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa",
        "whsec_not base64, though it is long enough",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      })
  void otherTextsAreRefusedAndNotShown(String text) {
    assertThatThrownBy(() -> new WebhookSecret(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("must ")
        .hasMessageNotContainingAny("MfKQ", "long enough");
  }

  @Test
  void tooLongSecretIsRefused() {
    String text = "whsec_" + Base64.getEncoder().encodeToString(new byte[65]);

    assertThatThrownBy(() -> new WebhookSecret(text)).hasMessageContaining("24 to 64");
  }

  @Test
  void secretIsNotShownInLogs() {
    assertThat(SECRET.toString()).doesNotContain("MfKQ");
    assertThat(new OutgoingMessage(new UUID(1, 2), Instant.EPOCH, "{}", List.of(SECRET)).toString())
        .doesNotContain("MfKQ");
  }
}
