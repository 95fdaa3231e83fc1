package dev.residual.torch;

import com.sun.jna.Function;
import java.util.Optional;

/**
 * Makes libtorch compute convolutions and matrix products of this thread in bfloat16 until it is
 * closed. Operations that need fp32 stay in fp32. This is a native setting of each platform thread.
 */
final class Autocast implements AutoCloseable {

  private static final String ENABLE = "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb";
  private static final String TYPE =
      "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE";
  private static final String CLEAR = "_ZN2at8autocast11clear_cacheEv";

  // c10::DeviceType and c10::ScalarType
  private static final int CPU = 0;
  private static final int CUDA = 1;
  private static final int BFLOAT16 = 15;

  /** The native functions that switch autocasting. */
  private record Switches(Function enable, Function type, Function clear) {

    static Optional<Switches> find() {
      return Libtorch.function(ENABLE)
          .flatMap(
              enable ->
                  Libtorch.function(TYPE)
                      .flatMap(
                          type ->
                              Libtorch.function(CLEAR)
                                  .map(clear -> new Switches(enable, type, clear))));
    }
  }

  /** Loads the functions on first use, because the engine must be loaded before. */
  private static final class Holder {
    static final Optional<Switches> SWITCHES = Switches.find();
  }

  private final Switches switches;
  private final int deviceType;

  private Autocast(Switches switches, int deviceType) {
    this.switches = switches;
    this.deviceType = deviceType;
    // The type is a setting of the process, and CUDA's default is fp16, so it is set each time.
    switches.type.invokeVoid(new Object[] {(byte) deviceType, (byte) BFLOAT16});
    switches.enable.invokeVoid(new Object[] {(byte) deviceType, 1});
  }

  /** Returns whether this libtorch has the functions that switch autocasting. */
  static boolean isAvailable() {
    return Holder.SWITCHES.isPresent();
  }

  /**
   * Switches bf16 on for this thread.
   *
   * @throws java.util.NoSuchElementException if this libtorch does not have the functions
   */
  static Autocast bf16(ComputeDevice.Kind kind) {
    return new Autocast(Holder.SWITCHES.orElseThrow(), kind == ComputeDevice.Kind.CPU ? CPU : CUDA);
  }

  @Override
  public void close() {
    switches.enable.invokeVoid(new Object[] {(byte) deviceType, 0});
    // The cache holds converted weights, and the weights change before the next use.
    switches.clear.invokeVoid(new Object[0]);
  }
}
