package dev.residual.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Who sends requests, so that what the service can do is shared fairly. */
public final class Client {

  /** The request attribute that holds the name of the client, if it is known. */
  public static final String ATTRIBUTE = Client.class.getName();

  private static final String UNKNOWN = "";

  /** An address of a proxy's header may have brackets, and one of this machine's a zone. */
  private static final Pattern IPV6 =
      Pattern.compile("\\[?([0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(?:%[^\\]]*)?]?");

  private static final int IPV6_BYTES = 16;
  private static final int NETWORK_BYTES = 8;

  private Client() {}

  /**
   * Returns the name of the client of this thread's request: the attribute or, without it, the
   * address or network of the client. Clients behind a proxy have its address, unless the service
   * trusts the headers in which the proxy passes theirs on.
   */
  public static String ofThisRequest() {
    RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
    if (attributes == null) {
      return UNKNOWN;
    }
    Object name = attributes.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
    if (name instanceof String known) {
      return known;
    }
    return attributes instanceof ServletRequestAttributes servlet
        ? network(servlet.getRequest().getRemoteAddr())
        : UNKNOWN;
  }

  /**
   * Returns the network of an IPv6 address, which is its first 64 bits, because whoever has one
   * usually has all addresses of its network. Any other address is returned as it is.
   */
  static String network(String address) {
    Matcher six = IPV6.matcher(address);
    if (!six.matches()) {
      return address;
    }
    try {
      // No name is looked up, since no name has a colon.
      byte[] bits = InetAddress.getByName(six.group(1)).getAddress();
      return bits.length == IPV6_BYTES
          ? HexFormat.of().formatHex(bits, 0, NETWORK_BYTES) + "/64"
          : InetAddress.getByAddress(bits).getHostAddress(); // IPv4 in the form of IPv6
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
