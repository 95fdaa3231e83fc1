package dev.residual.natives;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Libraries on the class path that are unpacked into one folder.
 *
 * @param folder its path below the folder of all native libraries
 */
record LibraryBundle(String folder, List<NativeLibrary> libraries) {

  /** The folder of all versions of libtorch. */
  static final String TORCH = "pytorch";

  private static final String LIBTORCH = "native/lib/pytorch.properties";
  private static final String BINDING = "jnilib/pytorch.properties";
  private static final String ENGINE = "pytorch-engine.properties";

  private static final String ONEDNN = "org/bytedeco/dnnl/linux-x86_64/";
  private static final String ONEDNN_VERSION = "META-INF/maven/org.bytedeco/dnnl/pom.properties";

  /**
   * Returns libtorch and DJL's own library, in the folder and under the names under which DJL looks
   * for them, or empty if the libtorch of a GPU is used, which DJL downloads.
   */
  static Optional<LibraryBundle> torch() throws IOException {
    Optional<Properties> libtorch = properties(LIBTORCH);
    if (libtorch.isEmpty()) {
      return Optional.empty();
    }
    String flavor = get(libtorch.get(), "flavor");
    String platform = get(libtorch.get(), "classifier");
    String resources = TORCH + '/' + flavor + '/' + platform + '/';
    List<NativeLibrary> libraries = new ArrayList<>();
    for (String name : get(libtorch.get(), "libraries").split(",", -1)) {
      libraries.add(new NativeLibrary(resources + name, name));
    }
    String version = get(libtorch.get(), "version");
    binding(version, flavor, platform).ifPresent(libraries::add);
    String folder = TORCH + '/' + String.join("-", version, flavor, platform);
    return Optional.of(new LibraryBundle(folder, libraries));
  }

  /** Returns DJL's own library if there is one for this libtorch; otherwise DJL downloads it. */
  private static Optional<NativeLibrary> binding(String libtorch, String flavor, String platform)
      throws IOException {
    String version = properties(BINDING).map(it -> get(it, "jni_version")).orElse("");
    String djl = properties(ENGINE).map(it -> get(it, "djl_version")).orElse("");
    if (!version.startsWith(libtorch.replaceFirst("-.*", "") + '-' + djl)) {
      return Optional.empty();
    }
    String name = System.mapLibraryName("djl_torch");
    String resource = String.join("/", "jnilib", platform, flavor, name);
    return Optional.of(new NativeLibrary(resource, djl + '-' + name))
        .filter(NativeLibrary::isOnClassPath);
  }

  /** Returns oneDNN and its OpenMP library, or empty if they are not on the class path. */
  static Optional<LibraryBundle> oneDnn() throws IOException {
    return properties(ONEDNN_VERSION)
        .map(
            it ->
                new LibraryBundle(
                    "onednn-" + get(it, "version"),
                    Stream.of("libgomp.so.1", "libdnnl.so.3")
                        .map(name -> new NativeLibrary(ONEDNN + name, name))
                        .toList()));
  }

  private static Optional<Properties> properties(String resource) throws IOException {
    try (InputStream in = LibraryBundle.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(in);
      return Optional.of(properties);
    }
  }

  private static String get(Properties properties, String name) {
    return properties.getProperty(name, "");
  }
}
