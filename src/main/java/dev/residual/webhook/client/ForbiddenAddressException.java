package dev.residual.webhook.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Thrown when an address of a receiver is not public. The message is shown to clients. */
public class ForbiddenAddressException extends UnknownHostException {

  ForbiddenAddressException(String host, InetAddress address) {
    super(
        host.equals(address.getHostAddress())
            ? host + " is not a public address"
            : String.format(
                Locale.ROOT,
                "%s has the address %s, which is not public",
                host,
                address.getHostAddress()));
  }
}
