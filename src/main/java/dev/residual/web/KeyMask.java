package dev.residual.web;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/**
 * Finds API keys where they do not belong, and takes their secret out of what is logged, stored or
 * sent back.
 */
public final class KeyMask {

  /** The public part of a key, by which it is known, and its secret. */
  private static final Pattern KEY = Pattern.compile("(rsd_[a-z0-9]{8}_)[A-Za-z0-9_-]*");

  private KeyMask() {}

  /** Returns whether a part of a URL has a key, also one that is percent-encoded. */
  public static boolean findsKey(String url) {
    return KEY.matcher(decoded(url)).find();
  }

  /** Returns a part of a URL without secrets. It is decoded if it has one. */
  public static String ofUrl(String url) {
    String decoded = decoded(url);
    String masked = of(decoded);
    return masked.equals(decoded) ? url : masked;
  }

  /** Returns a text without secrets. */
  public static String of(String text) {
    return KEY.matcher(text).replaceAll("$1***");
  }

  private static String decoded(String url) {
    if (url.indexOf('%') < 0) {
      return url;
    }
    try {
      return UriUtils.decode(url, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return url; // a malformed URL is not decoded by anybody
    }
  }
}
