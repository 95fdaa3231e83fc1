package dev.residual.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what Linux reports of the processor: its name and its features. */
final class CpuFlags {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> BF16_INSTRUCTIONS = Set.of("avx512_bf16", "amx_bf16");

  private CpuFlags() {}

  /**
   * Returns whether the processor has bfloat16 instructions. Without them, bf16 is many times
   * slower than fp32.
   */
  static boolean haveBf16() {
    return haveBf16(CPU_INFO);
  }

  /** Returns the name of the processor, or its architecture where Linux reports no name. */
  static String model() {
    return model(CPU_INFO);
  }

  static String model(Path cpuInfo) {
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(cpuInfo)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(cpuInfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .filter(name -> !name.isEmpty())
          .findFirst()
          .orElse(architecture);
    } catch (IOException | UncheckedIOException e) {
      return architecture;
    }
  }

  static boolean haveBf16(Path cpuInfo) {
    if (!Files.isReadable(cpuInfo)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(cpuInfo)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .limit(1)
          .flatMap(line -> Stream.of(line.split("\\s+")))
          .collect(Collectors.toSet())
          .stream()
          .anyMatch(BF16_INSTRUCTIONS::contains);
    } catch (IOException e) {
      return false;
    }
  }
}
