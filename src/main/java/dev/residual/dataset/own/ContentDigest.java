package dev.residual.dataset.own;

import dev.residual.web.Problem;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The header {@code Content-Digest} of RFC 9530, of which SHA-256 is checked. */
final class ContentDigest {

  static final String HEADER = "Content-Digest";

  private static final Pattern SHA256 = Pattern.compile("(?:^|,)\\s*sha-256=:([^:]*):");

  private ContentDigest() {}

  /**
   * Returns the SHA-256 that a client announces, in lower-case hexadecimal.
   *
   * @return empty if the header is missing or names other algorithms only
   * @throws Problem (400) if it is malformed
   */
  static Optional<String> sha256(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    Matcher matcher = SHA256.matcher(header);
    if (!matcher.find()) {
      return Optional.empty();
    }
    try {
      byte[] digest = Base64.getDecoder().decode(matcher.group(1));
      if (digest.length == 32) {
        return Optional.of(HexFormat.of().formatHex(digest));
      }
    } catch (IllegalArgumentException e) {
      // It is refused below.
    }
    throw Problem.refused(
        HEADER,
        "must be the SHA-256 of the body in Base64, as in sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBV"
            + "sqgoLsZnZPiTGPk=:");
  }

  /**
   * Checks the body that was received.
   *
   * @throws Problem (422) if it has another digest
   */
  static void require(Optional<String> announced, String received) {
    if (announced.isPresent() && !announced.get().equals(received)) {
      throw Problem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "digest-mismatch",
          String.format(
              Locale.ROOT,
              "The SHA-256 of the body is %s, but %s announces %s; send it again",
              received,
              HEADER,
              announced.get()));
    }
  }
}
