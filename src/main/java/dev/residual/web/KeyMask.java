package dev.residual.web;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/**
 * Finds API keys where they do not belong, and takes their secret out of what is logged, stored or
 * sent back.
 */
public final class KeyMask {

  /** How each key begins. Almost no text has it, and looking for it is quicker than a match. */
  public static final String SCHEME = "rsd_";

  /** The public part of a key, by which it is known, and its secret. */
  private static final Pattern KEY = Pattern.compile("(" + SCHEME + "[a-z0-9]{8}_)[A-Za-z0-9_-]*");

  private KeyMask() {}

  /** Returns whether a part of a URL has a key, also one that is percent-encoded. */
  public static boolean findsKey(String url) {
    String decoded = decoded(url);
    return decoded.contains(SCHEME) && KEY.matcher(decoded).find();
  }

  /** Returns a part of a URL without secrets. It is decoded if it has one. */
  public static String ofUrl(String url) {
    String decoded = decoded(url);
    String masked = of(decoded);
    return masked.equals(decoded) ? url : masked;
  }

  /** Returns a text without secrets. */
  public static String of(String text) {
    return text.contains(SCHEME) ? KEY.matcher(text).replaceAll("$1***") : text;
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
