package dev.residual.web.request;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host and the port of a URL.
 *
 * @param host in lower case, without a final dot
 * @param port {@link #DEFAULT} if it is that of HTTP or HTTPS, since only the proxy before the
 *     service knows which of the two a browser used
 */
record Authority(String host, int port) {

  static final int DEFAULT = -1;

  // Host names are not checked by java.net.URI, which accepts none with an underscore.
  private static final Pattern FORM =
      Pattern.compile("(?:https?://)?(\\[[0-9A-Fa-f:.]+]|[^\\s:/?#@\\[\\]]+)(?::(\\d{1,5}))?");

  private static final Pattern ADDRESS = Pattern.compile("\\[.*]|\\d{1,3}(\\.\\d{1,3}){3}");

  Authority {
    host = host.toLowerCase(Locale.ROOT);
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    port = port == 80 || port == 443 ? DEFAULT : port;
  }

  /**
   * Reads the value of a header {@code Host} or {@code Origin}.
   *
   * @return empty if there is none, or it names no host
   */
  static Optional<Authority> parse(@Nullable String value) {
    Matcher matcher = FORM.matcher(value == null ? "" : value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String port = matcher.group(2);
    return Optional.of(
        new Authority(matcher.group(1), port == null ? DEFAULT : Integer.parseInt(port)));
  }

  /** Tells whether the host is an IP address or a name that always means this machine. */
  boolean isAddressOrLocalhost() {
    return ADDRESS.matcher(host).matches()
        || host.equals("localhost")
        || host.endsWith(".localhost");
  }
}
