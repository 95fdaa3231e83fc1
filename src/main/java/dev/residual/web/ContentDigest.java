package dev.residual.web;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * The digests that a client names of its body (RFC 9530), by which the body is checked while it is
 * read.
 */
public final class ContentDigest {

  /** The name of the header. */
  public static final String HEADER = "Content-Digest";

  private static final String SHA_256 = "sha-256";

  /** The names of RFC 9530 that are not deprecated, and those of Java. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(SHA_256, "SHA-256", "sha-512", "SHA-512");

  private static final Pattern MEMBER =
      Pattern.compile("\\s*([a-z0-9*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):\\s*(;[^,]*)?");

  private final Map<String, byte[]> expected;
  private final Map<String, MessageDigest> computed = new LinkedHashMap<>();

  private ContentDigest(Map<String, byte[]> expected) {
    this.expected = expected;
    computed.put(SHA_256, create(SHA_256));
    expected.keySet().forEach(name -> computed.computeIfAbsent(name, ContentDigest::create));
  }

  /**
   * Reads the header of a request, which may have none.
   *
   * @throws Problem 400 if it cannot be read or names no algorithm that is known, or if the body is
   *     compressed: its digest is then that of the compressed bytes, which are not seen here
   */
  public static ContentDigest of(HttpServletRequest request) {
    String header = request.getHeader(HEADER);
    if (header != null && isCompressed(request)) {
      throw Problem.refused(
          HEADER, "cannot be checked together with a Content-Encoding; send the body uncompressed");
    }
    return parse(header);
  }

  /** Returns one for a body of which no client names a digest. */
  public static ContentDigest ofNone() {
    return parse(null);
  }

  /** Asks the request that arrived. The one of which it became a part shows no encoding. */
  private static boolean isCompressed(ServletRequest request) {
    ServletRequest arrived = request;
    while (arrived instanceof ServletRequestWrapper wrapper) {
      arrived = wrapper.getRequest();
    }
    String encoding =
        arrived instanceof HttpServletRequest http
            ? http.getHeader(HttpHeaders.CONTENT_ENCODING)
            : null;
    return encoding != null && !encoding.strip().equalsIgnoreCase("identity");
  }

  static ContentDigest parse(@Nullable String header) {
    Map<String, byte[]> expected = new LinkedHashMap<>();
    if (header != null) {
      for (String member : header.split(",", -1)) {
        Matcher parts = MEMBER.matcher(member);
        if (!parts.matches()) {
          throw refused(header);
        }
        if (ALGORITHMS.containsKey(parts.group(1))) {
          expected.put(parts.group(1), decoded(parts.group(2), header));
        }
      }
      if (expected.isEmpty()) {
        throw refused(header);
      }
    }
    return new ContentDigest(expected);
  }

  private static byte[] decoded(String base64, String header) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw refused(header);
    }
  }

  private static Problem refused(String header) {
    return Problem.refused(
        HEADER,
        "must be sha-256=:BASE64: or sha-512=:BASE64:, was " + TypeDescriptions.shown(header));
  }

  private static MessageDigest create(String name) {
    try {
      return MessageDigest.getInstance(ALGORITHMS.get(name));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a stream of the same bytes. Their digests are computed while it is read. */
  public InputStream computing(InputStream body) {
    InputStream stream = body;
    for (MessageDigest digest : computed.values()) {
      stream = new DigestInputStream(stream, digest);
    }
    return stream;
  }

  /**
   * Checks the digests of all that was read.
   *
   * @throws Problem 422 if one differs from what the client names
   */
  public void verify() {
    expected.forEach(
        (name, digest) -> {
          byte[] found = found(name);
          if (!MessageDigest.isEqual(digest, found)) {
            throw Problem.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "digest-mismatch",
                String.format(
                    Locale.ROOT,
                    "The %s of the body is :%s:, but Content-Digest names :%s:. It changed on its"
                        + " way, or is another file. Send it again.",
                    name,
                    base64(found),
                    base64(digest)));
          }
        });
  }

  private byte[] found(String name) {
    try {
      return ((MessageDigest) digest(name).clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private MessageDigest digest(String name) {
    MessageDigest digest = computed.get(name);
    if (digest == null) {
      throw new IllegalArgumentException(name + " is not computed");
    }
    return digest;
  }

  private static String base64(byte[] digest) {
    return Base64.getEncoder().encodeToString(digest);
  }

  /** Returns the SHA-256 of all that was read, in lower-case hexadecimal. */
  public String sha256() {
    return HexFormat.of().formatHex(found(SHA_256));
  }
}
