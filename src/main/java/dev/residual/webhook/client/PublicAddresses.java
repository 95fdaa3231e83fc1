package dev.residual.webhook.client;

import java.net.InetAddress;
import org.springframework.boot.http.client.InetAddressFilter;

/** Tells addresses of the public internet from all others. */
final class PublicAddresses {

  private static final int IPV4_LENGTH = 4;

  /** The only block of IPv6 from which public addresses are assigned. */
  private static final InetAddressFilter GLOBAL_UNICAST = InetAddressFilter.of("2000::/3");

  /** The later block for documentation (RFC 9637), which Spring Boot does not know yet. */
  private static final InetAddressFilter DOCUMENTATION = InetAddressFilter.of("3fff::/20");

  private static final InetAddressFilter EXTERNAL = InetAddressFilter.externalAddresses();

  private PublicAddresses() {}

  /**
   * Returns whether an address is public. Private, loopback, link-local, shared (CGNAT), multicast
   * and reserved ones are not, nor are those of IPv6 that contain one of IPv4 (mapped, NAT64, 6to4,
   * Teredo).
   */
  static boolean contain(InetAddress address) {
    boolean assignable =
        address.getAddress().length == IPV4_LENGTH || GLOBAL_UNICAST.matches(address);
    return assignable && EXTERNAL.matches(address) && !DOCUMENTATION.matches(address);
  }
}
