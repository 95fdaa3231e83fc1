package dev.residual.webhook.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.web.InvalidValueException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that the service shares with a receiver, in the form of Standard Webhooks: {@code whsec_}
 * and the bytes in base64.
 */
public record WebhookSecret(String text) {

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * @throws InvalidValueException if the text is no secret
   */
  public WebhookSecret {
    int bytes = key(text).length;
    if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
      throw new InvalidValueException(
          String.format(
              Locale.ROOT,
              "must have %d to %d random bytes in base64, but has %d",
              MIN_BYTES,
              MAX_BYTES,
              bytes));
    }
  }

  /** Returns a new random secret. */
  public static WebhookSecret generate() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(bytes));
  }

  private static byte[] key(String text) {
    if (text.startsWith(PREFIX)) {
      try {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
      } catch (IllegalArgumentException e) {
        // The message of the decoder would show a part of the secret.
      }
    }
    throw new InvalidValueException("must be whsec_ and random bytes in base64");
  }

  /**
   * Signs a message, as Standard Webhooks says.
   *
   * @param timestamp seconds since 1970, when the message is sent
   * @return version and signature, such as {@code v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=}
   */
  String sign(String id, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(text), ALGORITHM));
      byte[] signature = mac.doFinal((id + "." + timestamp + "." + body).getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }

  /** Returns a text without the secret, for logs. */
  @Override
  public String toString() {
    return PREFIX + "...";
  }
}
