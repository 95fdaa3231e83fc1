package dev.residual.cluster;

import java.util.Map;
import java.util.UUID;

/** Knows what runs on the devices of all workers. */
public interface DeviceUsers {

  /** A device of a worker. */
  record Slot(String worker, String device) {}

  /** Returns the ids of what runs now, by the device that it runs on. */
  Map<Slot, UUID> users();
}
