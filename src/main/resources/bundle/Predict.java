///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.microsoft.onnxruntime:onnxruntime:1.28.0

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Classifies images with the model of a folder, as the service that made it does.
 *
 * <pre>
 * java -cp onnxruntime-1.28.0.jar Predict.java --check
 * java -cp onnxruntime-1.28.0.jar Predict.java image.jpg other.png
 * java -cp onnxruntime-1.28.0.jar Predict.java --model folder image.png
 * </pre>
 */
public final class Predict implements AutoCloseable {

  /** Of a larger image only every second, fourth ... row and column is used. */
  private static final int MAX_PIXELS = 4_000_000;

  /** The longer side of a larger image is cut to this many times the shorter one. */
  private static final int MAX_ASPECT = 3;

  private static final double TOLERANCE = 0.001;

  /** An image of bytes, (height, width, channels). */
  record Pixels(int height, int width, int channels, byte[] values) {

    int at(int y, int x, int channel) {
      return values[(y * width + x) * channels + channel] & 0xff;
    }

    Pixels center(int newHeight, int newWidth) {
      int top = (height - newHeight) / 2;
      int left = (width - newWidth) / 2;
      byte[] cut = new byte[newHeight * newWidth * channels];
      for (int y = 0; y < newHeight; y++) {
        int from = ((top + y) * width + left) * channels;
        System.arraycopy(values, from, cut, y * newWidth * channels, newWidth * channels);
      }
      return new Pixels(newHeight, newWidth, channels, cut);
    }
  }

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<String> labels;
  private final Preprocessing preprocessing;
  private final double temperature;

  public Predict(Path folder) throws IOException, OrtException {
    labels = List.of(Files.readString(folder.resolve("labels.txt")).split("\n"));
    preprocessing = Preprocessing.read(Files.readString(folder.resolve("preprocessing.json")));
    temperature = number(Files.readString(folder.resolve("calibration.json")), "temperature", 1);
    session = environment.createSession(folder.resolve("model.onnx").toString());
  }

  public List<String> labels() {
    return labels;
  }

  /** Returns the probability of each label for an image file. */
  public double[] predict(byte[] file) throws IOException, OrtException {
    float[] input = preprocessing.input(Decoder.decode(file, preprocessing));
    int size = preprocessing.imageSize;
    long[] shape = {1, preprocessing.mean.length, size, size};
    try (OnnxTensor image = OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), shape);
        OrtSession.Result result = session.run(Map.of("image", image))) {
      return softmax(((float[][]) result.get(0).getValue())[0]);
    }
  }

  private double[] softmax(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp((logits[i] - largest) / temperature);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }

  /** What is done to an image before the network sees it. */
  static final class Preprocessing {

    private final int channels;
    private final boolean exif;
    private final int storedSize;
    private final int imageSize;
    private final double crop;
    private final int height;
    private final int width;
    private final float[] mean;
    private final float[] scale;

    private Preprocessing(String json) {
      channels = (int) number(json, "channels", 0);
      exif = json.contains("\"exif\"");
      storedSize = (int) number(json, "storedSize", 0);
      imageSize = (int) number(json, "imageSize", 0);
      crop = number(json, "crop", 1);
      height = (int) number(json, "height", 0);
      width = (int) number(json, "width", 0);
      mean = numbers(json, "mean");
      scale = numbers(json, "scale");
    }

    static Preprocessing read(String json) {
      return new Preprocessing(json);
    }

    /** Returns what the network takes, (channels, size, size). */
    float[] input(Pixels decoded) {
      Pixels image = decoded;
      if (storedSize > 0) {
        image = stored(image);
      } else if (image.height != height || image.width != width) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the image must have %dx%d pixels, had %dx%d",
                width,
                height,
                image.width,
                image.height));
      }
      int side = Math.min(image.height, image.width);
      image = image.center(side, side);
      int resized = (int) Math.round(imageSize / crop);
      float[][] weights = resizeWeights(side, resized);
      int start = (resized - imageSize) / 2;
      float[] input = new float[mean.length * imageSize * imageSize];
      for (int channel = 0; channel < mean.length; channel++) {
        float[][] rows = new float[side][imageSize];
        for (int y = 0; y < side; y++) {
          for (int x = 0; x < imageSize; x++) {
            float[] row = weights[start + x];
            for (int i = 0; i < side; i++) {
              if (row[i] != 0) {
                // A gray value is repeated in all channels of the network.
                int p = image.at(y, i, Math.min(channel, channels - 1));
                rows[y][x] += row[i] * ((p - mean[channel]) / scale[channel]);
              }
            }
          }
        }
        for (int y = 0; y < imageSize; y++) {
          float[] column = weights[start + y];
          int to = (channel * imageSize + y) * imageSize;
          for (int i = 0; i < side; i++) {
            for (int x = 0; column[i] != 0 && x < imageSize; x++) {
              input[to + x] += column[i] * rows[i][x];
            }
          }
        }
      }
      return input;
    }

    /** Reduces an image by area mean, as those of the data set were when they were imported. */
    private Pixels stored(Pixels image) {
      if (Math.max(image.height, image.width) > storedSize) {
        image =
            image.center(
                Math.min(image.height, MAX_ASPECT * image.width),
                Math.min(image.width, MAX_ASPECT * image.height));
      }
      int shorter = Math.min(image.height, image.width);
      if (shorter <= storedSize) {
        return image;
      }
      int rows = (int) ((2L * image.height * storedSize + shorter) / (2L * shorter));
      int columns = (int) ((2L * image.width * storedSize + shorter) / (2L * shorter));
      byte[] reduced = new byte[rows * columns * image.channels];
      for (int y = 0; y < rows; y++) {
        long[] sums = new long[image.width * image.channels];
        for (int row = first(y, image.height, rows); row <= last(y, image.height, rows); row++) {
          long overlap = overlap(row, y, image.height, rows);
          for (int i = 0; i < sums.length; i++) {
            sums[i] += overlap * (image.values[row * sums.length + i] & 0xff);
          }
        }
        for (int x = 0; x < columns; x++) {
          for (int channel = 0; channel < image.channels; channel++) {
            long sum = 0;
            int end = last(x, image.width, columns);
            for (int column = first(x, image.width, columns); column <= end; column++) {
              sum +=
                  overlap(column, x, image.width, columns)
                      * sums[column * image.channels + channel];
            }
            long area = (long) image.height * image.width;
            reduced[(y * columns + x) * image.channels + channel] =
                (byte) ((2 * sum + area) / (2 * area));
          }
        }
      }
      return new Pixels(rows, columns, image.channels, reduced);
    }

    private static int first(int pixel, int source, int target) {
      return (int) ((long) pixel * source / target);
    }

    private static int last(int pixel, int source, int target) {
      return (int) (((pixel + 1L) * source - 1) / target);
    }

    private static long overlap(int from, int pixel, int source, int target) {
      return Math.min((from + 1L) * target, (pixel + 1L) * source)
          - Math.max((long) from * target, (long) pixel * source);
    }

    /** Returns the weights of a bilinear resize, antialiased if it shrinks, (target, source). */
    private static float[][] resizeWeights(int source, int target) {
      double ratio = (double) source / target;
      double reach = Math.max(1, ratio);
      float[][] weights = new float[target][source];
      for (int i = 0; i < target; i++) {
        double center = (i + 0.5) * ratio;
        double[] heights = new double[source];
        double sum = 0;
        for (int j = 0; j < source; j++) {
          heights[j] = Math.max(0, 1 - Math.abs(j + 0.5 - center) / reach);
          sum += heights[j];
        }
        for (int j = 0; j < source; j++) {
          weights[i][j] = (float) (heights[j] / sum);
        }
      }
      return weights;
    }
  }

  private static double number(String json, String name, double absent) {
    Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*([-+.0-9eE]+)").matcher(json);
    return found.find() ? Double.parseDouble(found.group(1)) : absent;
  }

  private static float[] numbers(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\\[([^]]*)]").matcher(json);
    if (!found.find()) {
      throw new IllegalArgumentException("preprocessing.json has no " + name);
    }
    String[] texts = found.group(1).split(",");
    float[] numbers = new float[texts.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(texts[i].strip());
    }
    return numbers;
  }

  /** Reads image files: turned as they say, over black, gray or in color. */
  static final class Decoder {

    private static final int JPEG = 0xffd8;
    private static final int PNG = 0x8950;
    private static final int ADOBE_YCCK = 2;

    private final byte[] file;
    private final boolean gray;
    private int orientation = 1;
    private int adobe = -1;
    private boolean jfif;

    private Decoder(byte[] file, boolean gray) {
      this.file = file;
      this.gray = gray;
    }

    static Pixels decode(byte[] file, Preprocessing preprocessing) throws IOException {
      Decoder decoder = new Decoder(file, preprocessing.channels == 1);
      int magic = file.length < 2 ? 0 : (file[0] & 0xff) << 8 | file[1] & 0xff;
      if (magic == JPEG) {
        decoder.readJpegHeader();
      } else if (magic == PNG) {
        decoder.readPngHeader();
      }
      Pixels image = magic == JPEG ? decoder.jpeg() : decoder.other();
      return preprocessing.exif ? upright(image, decoder.orientation) : image;
    }

    private void readJpegHeader() {
      ByteBuffer rest = ByteBuffer.wrap(file);
      int at = 2;
      while (at + 4 <= file.length && rest.get(at) == (byte) 0xff) {
        int marker = rest.get(at + 1) & 0xff;
        int length = rest.getShort(at + 2) & 0xffff;
        int from = at + 4;
        if (marker == 0xda) {
          return;
        }
        if (marker == 0xe0 && begins(from, "JFIF\0")) {
          jfif = true;
        } else if (marker == 0xe1 && begins(from, "Exif\0") && orientation == 1) {
          orientation = orientation(from + 6, at + 2 + length);
        } else if (marker == 0xee && begins(from, "Adobe")) {
          adobe = rest.get(from + 11) & 0xff;
        }
        at += 2 + length;
      }
    }

    private void readPngHeader() {
      ByteBuffer rest = ByteBuffer.wrap(file);
      int at = 8;
      while (at + 12 <= file.length) {
        int length = rest.getInt(at);
        if (begins(at + 4, "eXIf")) {
          orientation = orientation(at + 8, at + 8 + length);
        }
        if (length < 0 || begins(at + 4, "IDAT")) {
          return;
        }
        at += 12 + length;
      }
    }

    private boolean begins(int from, String name) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i < bytes.length; i++) {
        if (from + i >= file.length || file[from + i] != bytes[i]) {
          return false;
        }
      }
      return true;
    }

    /** Returns the orientation in EXIF data, which are a TIFF file, or 1 if there is none. */
    private int orientation(int from, int end) {
      try {
        ByteBuffer data = ByteBuffer.wrap(file, from, Math.min(end, file.length) - from).slice();
        data.order(data.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = data.getInt(4);
        int entries = data.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
          int entry = directory + 2 + 12 * i;
          if (data.getShort(entry) == 0x0112) {
            int value = data.getShort(entry + 8);
            return value >= 1 && value <= 8 ? value : 1;
          }
        }
        return 1;
      } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
        return 1; // as viewers do with damaged data
      }
    }

    private Pixels jpeg() throws IOException {
      ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
      Raster raster;
      try (ImageInputStream in =
          ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
        reader.setInput(in, false, true);
        raster = reader.readRaster(0, null);
      } finally {
        reader.dispose();
      }
      int bands = raster.getNumBands();
      boolean rgb = bands == 3 && !jfif && adobe == 0;
      boolean luma = bands == 1 || (bands == 3 && !rgb && gray);
      Canvas canvas = new Canvas(raster.getHeight(), raster.getWidth(), gray);
      int[] row = new int[bands * raster.getWidth()];
      for (int y = 0; y < canvas.height; y++) {
        raster.getPixels(0, y * canvas.step, raster.getWidth(), 1, row);
        for (int x = 0; x < canvas.width; x++) {
          int at = x * canvas.step * bands;
          if (luma) {
            canvas.put(y, x, row[at], row[at], row[at], 255);
          } else if (rgb) {
            canvas.put(y, x, row[at], row[at + 1], row[at + 2], 255);
          } else {
            putYccOrInks(canvas, y, x, row, at, bands);
          }
        }
      }
      return canvas.pixels();
    }

    private void putYccOrInks(Canvas canvas, int y, int x, int[] row, int at, int bands) {
      int[] rgb = {row[at], row[at + 1], row[at + 2]};
      if (bands == 3 || adobe == ADOBE_YCCK) {
        int blue = row[at + 1] - 128;
        int red = row[at + 2] - 128;
        rgb[0] = clamp(row[at] + Math.round(1.402 * red));
        rgb[1] = clamp(row[at] + Math.round(-0.344136 * blue - 0.714136 * red));
        rgb[2] = clamp(row[at] + Math.round(1.772 * blue));
      }
      if (bands == 4) {
        int black = adobe < 0 ? 255 - row[at + 3] : row[at + 3];
        for (int i = 0; i < 3; i++) {
          int light = adobe < 0 || adobe == ADOBE_YCCK ? 255 - rgb[i] : rgb[i];
          rgb[i] = (light * black + 127) / 255;
        }
      }
      canvas.put(y, x, rgb[0], rgb[1], rgb[2], 255);
    }

    private static int clamp(long value) {
      return (int) Math.max(0, Math.min(255, value));
    }

    private Pixels other() throws IOException {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
      if (image == null) {
        throw new IOException("not an image that this Java can read; use a PNG or JPEG");
      }
      // getRGB would convert gray values, which Java takes for linear ones.
      Raster raster = image.getRaster();
      ColorModel colors = image.getColorModel();
      int bands = raster.getNumBands();
      int colorBands = colors.getNumColorComponents();
      Canvas canvas = new Canvas(image.getHeight(), image.getWidth(), gray);
      int[] row = new int[bands * image.getWidth()];
      for (int y = 0; y < canvas.height; y++) {
        raster.getPixels(
            raster.getMinX(), raster.getMinY() + y * canvas.step, image.getWidth(), 1, row);
        for (int x = 0; x < canvas.width; x++) {
          int at = x * canvas.step * bands;
          if (colors instanceof IndexColorModel palette) {
            int i = row[at];
            canvas.put(
                y,
                x,
                palette.getRed(i),
                palette.getGreen(i),
                palette.getBlue(i),
                palette.getAlpha(i));
          } else {
            int red = level(colors, row, at, 0);
            int green = colorBands == 1 ? red : level(colors, row, at, 1);
            int blue = colorBands == 1 ? red : level(colors, row, at, 2);
            int alpha = colors.hasAlpha() ? level(colors, row, at, colorBands) : 255;
            canvas.put(y, x, red, green, blue, alpha);
          }
        }
      }
      return canvas.pixels();
    }

    private static int level(ColorModel colors, int[] row, int at, int band) {
      int max = (1 << colors.getComponentSize(band)) - 1;
      return (row[at + band] * 255 + max / 2) / max;
    }

    private static Pixels upright(Pixels image, int orientation) {
      if (orientation == 1) {
        return image;
      }
      boolean turned = orientation >= 5;
      int height = turned ? image.width : image.height;
      int width = turned ? image.height : image.width;
      byte[] values = new byte[image.values.length];
      for (int y = 0; y < image.height; y++) {
        for (int x = 0; x < image.width; x++) {
          int mirroredX = image.width - 1 - x;
          int mirroredY = image.height - 1 - y;
          int to =
              switch (orientation) {
                case 2 -> y * width + mirroredX;
                case 3 -> mirroredY * width + mirroredX;
                case 4 -> mirroredY * width + x;
                case 5 -> x * width + y;
                case 6 -> x * width + mirroredY;
                case 7 -> mirroredX * width + mirroredY;
                default -> mirroredX * width + y;
              };
          for (int i = 0; i < image.channels; i++) {
            values[to * image.channels + i] = (byte) image.at(y, x, i);
          }
        }
      }
      return new Pixels(height, width, image.channels, values);
    }
  }

  /** Collects pixels over black, of a large image every so many only. */
  private static final class Canvas {

    private final int step;
    private final int height;
    private final int width;
    private final int channels;
    private final byte[] values;

    Canvas(int fileHeight, int fileWidth, boolean gray) {
      int every = 1;
      while ((long) kept(fileHeight, every) * kept(fileWidth, every) > MAX_PIXELS) {
        every *= 2;
      }
      step = every;
      height = kept(fileHeight, step);
      width = kept(fileWidth, step);
      channels = gray ? 1 : 3;
      values = new byte[height * width * channels];
    }

    private static int kept(int side, int step) {
      return (side + step - 1) / step;
    }

    void put(int y, int x, int red, int green, int blue, int alpha) {
      int at = (y * width + x) * channels;
      if (channels == 1) {
        long level =
            red == green && red == blue
                ? red
                : Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
        values[at] = over(level, alpha);
      } else {
        values[at] = over(red, alpha);
        values[at + 1] = over(green, alpha);
        values[at + 2] = over(blue, alpha);
      }
    }

    private static byte over(long level, int alpha) {
      return (byte) Math.round(level * alpha / 255.0);
    }

    Pixels pixels() {
      return new Pixels(height, width, channels, values);
    }
  }

  /** Compares with samples/expected.csv, and returns whether all agrees. */
  private boolean check(Path samples) throws IOException, OrtException {
    double largest = 0;
    int count = 0;
    String last = "";
    double[] probabilities = {};
    for (String line : Files.readAllLines(samples.resolve("expected.csv"))) {
      String[] cells = line.split(",");
      if (cells[0].equals("image")) {
        continue;
      }
      if (!cells[0].equals(last)) {
        last = cells[0];
        probabilities = predict(Files.readAllBytes(samples.resolve(last)));
      }
      double expected = Double.parseDouble(cells[2]);
      largest = Math.max(largest, Math.abs(probabilities[Integer.parseInt(cells[1])] - expected));
      count++;
    }
    System.out.printf(
        Locale.ROOT, "%d probabilities, largest difference %.6f%n", count, largest);
    return largest <= TOLERANCE;
  }

  private static int largest(double[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> images = new ArrayList<>(List.of(arguments));
    Path folder = Path.of(".");
    if (images.size() > 1 && images.get(0).equals("--model")) {
      folder = Path.of(images.get(1));
      images = images.subList(2, images.size());
    }
    if (images.isEmpty()) {
      System.err.println("Usage: Predict.java [--model FOLDER] --check | IMAGE...");
      System.exit(2);
    }
    try (Predict model = new Predict(folder)) {
      if (images.get(0).equals("--check")) {
        if (!model.check(folder.resolve("samples"))) {
          System.err.println("The answers differ from those of the service.");
          System.exit(1);
        }
        return;
      }
      for (String image : images) {
        double[] probabilities;
        try {
          probabilities = model.predict(Files.readAllBytes(Path.of(image)));
        } catch (NoSuchFileException e) {
          System.err.println(image + ": there is no such file");
          System.exit(1);
          return;
        } catch (IOException | IllegalArgumentException e) {
          System.err.println(image + ": " + e.getMessage());
          System.exit(1);
          return;
        }
        int best = largest(probabilities);
        System.out.printf(
            Locale.ROOT, "%s: %s, %.4f%n", image, model.labels().get(best), probabilities[best]);
      }
    }
  }
}
