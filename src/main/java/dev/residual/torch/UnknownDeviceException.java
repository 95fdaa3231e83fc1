package dev.residual.torch;

/** A device was asked for that this machine does not have. */
public class UnknownDeviceException extends RuntimeException {

  UnknownDeviceException(String name, Iterable<String> known) {
    super(name + " is not a device of this machine; it has " + String.join(", ", known));
  }
}
