package dev.residual.access.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.residual.web.KeyMask;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as a client sends it: {@code rsd_}, eight characters that identify it, and 43 secret ones,
 * which are 256 random bits. No dictionary has them, so that one SHA-256 is as safe as a slow hash.
 *
 * @param prefix the eight characters, which are not secret
 * @param whole the whole key
 */
record KeyText(String prefix, String whole) {

  /** Tells what a text is, also in a log or in a repository where it should not be. */
  static final String SCHEME = KeyMask.SCHEME;

  private static final int PREFIX_LENGTH = 8;
  private static final String PREFIX_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SECRET_BYTES = 32;

  /** Is cloned for each key, and never used itself. */
  private static final MessageDigest SHA_256 = newSha256();

  private static final Pattern FORM = Pattern.compile(SCHEME + "([a-z0-9]{8})_[A-Za-z0-9_-]{43}");

  /** Returns a new key. */
  static KeyText random(SecureRandom random) {
    StringBuilder prefix = new StringBuilder();
    for (int i = 0; i < PREFIX_LENGTH; i++) {
      prefix.append(PREFIX_CHARACTERS.charAt(random.nextInt(PREFIX_CHARACTERS.length())));
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new KeyText(prefix.toString(), SCHEME + prefix + "_" + encoded);
  }

  /** Returns the key that a text is, or empty if it is none. */
  static Optional<KeyText> parse(String text) {
    Matcher key = FORM.matcher(text);
    return key.matches() ? Optional.of(new KeyText(key.group(1), text)) : Optional.empty();
  }

  /** Returns the SHA-256 of the whole key. */
  byte[] sha256() {
    try {
      // To look the algorithm up takes three times as long as the digest.
      return ((MessageDigest) SHA_256.clone()).digest(whole.getBytes(US_ASCII));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // the one of every Java can be cloned
    }
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return SCHEME + prefix + "_...";
  }
}
