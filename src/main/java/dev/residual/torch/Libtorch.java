package dev.residual.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds functions of libtorch that DJL does not offer, by their mangled C++ names, which include
 * the argument types. A C++ exception that leaves such a function ends the JVM, so arguments must
 * be checked in Java first.
 */
final class Libtorch {

  private static final Logger log = LoggerFactory.getLogger(Libtorch.class);

  /**
   * The versions for which the calls are written. Other versions may have another tensor layout.
   */
  private static final List<String> KNOWN_VERSIONS = List.of("2.7.1", "2.11.0");

  private Libtorch() {}

  /** Returns a function, or empty if this libtorch has no such function or is another version. */
  static Optional<Function> function(String name) {
    if (!isKnownVersion()) {
      return Optional.empty();
    }
    try {
      return Optional.of(NativeLibrary.getInstance(file().toString()).getFunction(name));
    } catch (UnsatisfiedLinkError e) {
      log.debug("libtorch has no function {}", name, e);
      return Optional.empty();
    }
  }

  /**
   * Returns whether this libtorch is the version for which the calls are written. Loads the engine.
   */
  static boolean isKnownVersion() {
    return KNOWN_VERSIONS.stream().anyMatch(Engine.getInstance().getVersion()::startsWith);
  }

  /** Returns the path of the library with libtorch's functions for processors, including oneDNN. */
  static Path file() {
    return Path.of(LibUtils.getLibtorchPath()).resolve(System.mapLibraryName("torch_cpu"));
  }
}
