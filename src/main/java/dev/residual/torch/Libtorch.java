package dev.residual.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Functions of libtorch that DJL does not pass on, by their mangled C++ names, which hold the types
 * of their arguments. An exception that leaves one ends the JVM: what can be refused is to be
 * refused in Java first.
 */
final class Libtorch {

  private static final Logger log = LoggerFactory.getLogger(Libtorch.class);

  /** Another one may keep its tensors in another way. */
  private static final String KNOWN_VERSION = "2.7.1";

  private Libtorch() {}

  /** A function, unless this libtorch has none of the name, or is not the one we know. */
  static Optional<Function> function(String name) {
    if (!isKnownVersion()) {
      return Optional.empty();
    }
    try {
      return Optional.of(NativeLibrary.getInstance(file().toString()).getFunction(name));
    } catch (UnsatisfiedLinkError e) {
      log.debug("libtorch has no {}", name, e);
      return Optional.empty();
    }
  }

  /** Whether it is the one whose memory we know. Loads the engine. */
  static boolean isKnownVersion() {
    return Engine.getInstance().getVersion().startsWith(KNOWN_VERSION);
  }

  /** The library with what libtorch computes on processors, oneDNN among it. */
  static Path file() {
    return Path.of(LibUtils.getLibtorchPath()).resolve(System.mapLibraryName("torch_cpu"));
  }
}
