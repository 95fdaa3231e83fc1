package dev.residual.model.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.Optional;

/** Kinds of files that are often sent in place of safetensors, told by their first bytes. */
enum FileKind {
  TORCH_SCRIPT("a TorchScript program", "Load it with torch.jit.load, and save its state_dict()"),
  TORCH_ZIP(
      "a PyTorch checkpoint (a ZIP of pickles)", "Load it with torch.load, and save it again"),
  ZIP("a ZIP archive", "Send the safetensors file itself"),
  PICKLE(
      "a Python pickle, as .pth and .pt files were", "Load it with torch.load, and save it again"),
  GZIP("compressed by gzip", "Decompress it, or send it with Content-Encoding: gzip"),
  GGUF("GGUF", "Save the weights again from the framework that they come from"),
  ONNX("ONNX", "Save the weights again from the framework that they were exported from"),
  HDF5("HDF5, as Keras writes it", "Save the weights again from the framework"),
  NUMPY("a NumPy array", "Save the whole state_dict()"),
  LFS_POINTER("a pointer of Git LFS, not the file itself", "Fetch the file with git lfs pull"),
  WEB_PAGE("a web page", "Download the file itself; the page may ask for a login");

  /** How many bytes of both ends are looked at. The names in a ZIP archive are at its end. */
  private static final int LOOK = 1 << 16;

  private final String label;
  private final String remedy;

  FileKind(String label, String remedy) {
    this.label = label;
    this.remedy = remedy;
  }

  /** Returns what it is, as the rest of a sentence that begins with "it is". */
  String label() {
    return label;
  }

  /** Returns what the client can do, as a sentence without its end. */
  String remedy() {
    return remedy;
  }

  /** Returns whether eight bytes are followed by the beginning of JSON, as in no other file. */
  static boolean mayBeSafetensors(RandomAccessFile file) throws IOException {
    file.seek(Long.BYTES);
    return file.read() == '{';
  }

  /** Returns the kind of a file, or empty if it may be safetensors, or is unknown. */
  static Optional<FileKind> of(RandomAccessFile file) throws IOException {
    if (mayBeSafetensors(file)) {
      return Optional.empty();
    }
    String text = new String(bytes(file, 0), ISO_8859_1);
    if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
      return Optional.of(zip(text + new String(bytes(file, file.length() - LOOK), ISO_8859_1)));
    }
    return Arrays.stream(values()).filter(kind -> kind.startsLike(text)).findFirst();
  }

  private boolean startsLike(String text) {
    return switch (this) {
      case PICKLE -> text.length() > 1 && text.charAt(0) == 0x80 && text.charAt(1) <= 5;
      case GZIP -> text.startsWith("\u001f\u008b");
      case GGUF -> text.startsWith("GGUF");
      // The version of the format, and then the name of the producer or the graph.
      case ONNX ->
          text.length() > 2
              && text.charAt(0) == 0x08
              && text.charAt(1) < 0x40
              && (text.charAt(2) == 0x12 || text.charAt(2) == 0x3a || text.charAt(2) == 0x42);
      case HDF5 -> text.startsWith("\u0089HDF\r\n");
      case NUMPY -> text.startsWith("\u0093NUMPY");
      case LFS_POINTER -> text.startsWith("version https://git-lfs");
      case WEB_PAGE -> text.stripLeading().startsWith("<");
      default -> false;
    };
  }

  private static FileKind zip(String names) {
    if (names.contains("/constants.pkl") || names.contains("/code/__torch__")) {
      return TORCH_SCRIPT;
    }
    return names.contains("/data.pkl") ? TORCH_ZIP : ZIP;
  }

  private static byte[] bytes(RandomAccessFile file, long from) throws IOException {
    file.seek(Math.max(0, from));
    byte[] bytes = new byte[(int) Math.min(LOOK, file.length() - file.getFilePointer())];
    file.readFully(bytes);
    return bytes;
  }
}
