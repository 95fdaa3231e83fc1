package dev.residual.webhook.client;

import dev.residual.web.InvalidValueException;
import dev.residual.web.TypeDescriptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks the URLs of receivers when they are entered, so that mistakes are noticed at once. */
@Component
public class ReceiverUrls {

  private static final Set<Integer> PORTS = Set.of(443, 8443);
  private static final int NO_PORT = -1;

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** What some programs read as an address of IPv4, though in several ways. */
  private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(0[xX][0-9a-fA-F]*|[0-9]+)\\.?");

  private final ReceiverAddresses addresses;
  private final ReceiverSettings settings;

  ReceiverUrls(ReceiverAddresses addresses, ReceiverSettings settings) {
    this.addresses = addresses;
    this.settings = settings;
  }

  /**
   * Returns the URI that a text spells.
   *
   * @throws InvalidValueException if messages are never sent to such a URL
   */
  public URI parse(String text) {
    if (!text.chars().allMatch(unit -> unit > ' ' && unit <= '~')) {
      // Not quoted, because it may look like another one.
      throw new InvalidValueException(
          "must be a URL of ASCII characters; others are written with %, and in the name of a host"
              + " as xn--");
    }
    URI uri = uri(text);
    String host = host(uri);
    if (host == null) {
      throw refused("must be an absolute URL with the name of a host", text);
    }
    if (uri.getRawUserInfo() != null) {
      throw new InvalidValueException(
          "must not contain a user or a password; the receiver knows its messages by their"
              + " signature");
    }
    if (uri.getRawFragment() != null) {
      throw refused("must not have a fragment (#)", text);
    }
    if (!isPlain(host)) {
      throw refused(
          "must name its host, or spell an address as 203.0.113.5 or [2001:db8::5]", text);
    }
    if (!settings.allows(host)) {
      requireHttps(uri, text);
    } else if (!isScheme(uri, "https") && !isScheme(uri, "http")) {
      throw refused("must begin with https:// or http://", text);
    }
    return uri;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw refused("must be a URL such as https://example.com/hooks", text);
    }
  }

  private static @Nullable String host(URI uri) {
    String host = uri.getHost();
    return host == null || !host.startsWith("[") ? host : host.substring(1, host.length() - 1);
  }

  /** Returns whether a host is a name, or an address that is spelled in the usual form. */
  private static boolean isPlain(String host) {
    if (host.contains(":")) {
      return !host.contains("%"); // the interface of a link-local address
    }
    return !NUMBER.matcher(host).matches() || IPV4.matcher(host).matches();
  }

  private static void requireHttps(URI uri, String text) {
    if (!isScheme(uri, "https")) {
      throw refused("must begin with https://", text);
    }
    if (uri.getPort() != NO_PORT && !PORTS.contains(uri.getPort())) {
      throw refused("must have port 443 or 8443", text);
    }
  }

  private static boolean isScheme(URI uri, String scheme) {
    return scheme.equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT));
  }

  private static InvalidValueException refused(String message, String text) {
    return new InvalidValueException(message + ", was " + TypeDescriptions.shown(text));
  }

  /**
   * Checks the addresses that a host has now. One without an address is accepted: it may get one
   * until the first message.
   *
   * @throws ForbiddenAddressException if one of them is not public, unless the host is allowed
   */
  public void requirePublic(URI uri) throws ForbiddenAddressException {
    try {
      addresses.resolve(String.valueOf(host(uri)));
    } catch (ForbiddenAddressException e) {
      throw e;
    } catch (UnknownHostException e) {
      // Its deliveries will show it.
    }
  }
}
