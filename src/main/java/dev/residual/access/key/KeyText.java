package dev.residual.access.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.residual.web.KeyMask;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

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
  private static final int SECRET_LENGTH = 43;

  /** To look the algorithm up takes three times as long as the digest of a key. */
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(KeyText::newSha256);

  private static final int PREFIX_END = SCHEME.length() + PREFIX_LENGTH;
  private static final int LENGTH = PREFIX_END + 1 + SECRET_LENGTH;

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

  /**
   * Returns the key that a text is, or empty if it is none. Each request of a client takes this
   * way, and a regular expression would take as long as the digest.
   */
  static Optional<KeyText> parse(String text) {
    if (text.length() != LENGTH || !text.startsWith(SCHEME) || text.charAt(PREFIX_END) != '_') {
      return Optional.empty();
    }
    for (int i = SCHEME.length(); i < LENGTH; i++) {
      char character = text.charAt(i);
      boolean valid = i < PREFIX_END ? isOfPrefix(character) : isOfSecret(character);
      if (!valid) {
        return Optional.empty();
      }
    }
    return Optional.of(new KeyText(text.substring(SCHEME.length(), PREFIX_END), text));
  }

  private static boolean isOfPrefix(char it) {
    return (it >= 'a' && it <= 'z') || (it >= '0' && it <= '9');
  }

  /** Returns whether a character is one of Base64 for URLs. */
  private static boolean isOfSecret(char it) {
    return isOfPrefix(it) || (it >= 'A' && it <= 'Z') || it == '-' || it == '_';
  }

  /** Returns the SHA-256 of the whole key. */
  byte[] sha256() {
    return SHA_256.get().digest(whole.getBytes(US_ASCII));
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
