package dev.residual.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures how many images a model names rightly when they are sent as people send them. The first
 * test images of the bundled sample are drawn into photos and drawings, which differ in size,
 * place, background and transparency. They are converted in this process, by {@link Fit#RESIZE} and
 * by {@link Fit#AUTO}, and the default model of a running service names the results.
 *
 * <p>Arguments: the URL of the service, and optionally the number of images, 300 by default.
 */
public final class FramingAccuracy {

  private static final int SIDE = 28;
  private static final int BATCH = 60;
  private static final int NOISE = 6;
  private static final ImageFormat FORMAT = ImageFormat.gray(SIDE, SIDE);
  private static final Framing FRAMING = new Framing(0.0003, 255);

  /** A segment with an EXIF orientation, of whose 4 bytes the last 3 follow. */
  private static final String EXIF =
      "\u00ff\u00e1\0\36Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0";

  private static final String FOLDER = "/dataset/fashion-mnist-sample/t10k-";

  private final URI predict;
  private final byte[] images;
  private final byte[] labels;
  private final int count;
  private final HttpClient client = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  private FramingAccuracy(URI predict, int count) throws IOException {
    this.predict = predict;
    this.images = read("images-idx3-ubyte.gz", 16);
    this.labels = read("labels-idx1-ubyte.gz", 8);
    this.count = count;
  }

  public static void main(String[] arguments) throws Exception {
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
    FramingAccuracy accuracy = new FramingAccuracy(URI.create(arguments[0] + "/predict"), count);
    System.out.println("| sent as | fit=resize | fit=auto |");
    System.out.println("| --- | --- | --- |");
    for (Row row : rows()) {
      accuracy.print(row);
    }
  }

  /** Draws a test image as somebody sends it. */
  private interface Drawing {
    DecodedImage of(Canvas garment, Random random) throws IOException;
  }

  /** A way to send images, and whether the service settles the polarity. */
  private record Row(String name, Polarity polarity, Drawing drawing) {}

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(asIs("plain 28x28", (garment, random) -> garment.gray()));
    rows.add(settled("plain 28x28", (garment, random) -> garment.gray()));
    rows.add(settled("28x28, 255 - ink", (garment, random) -> garment.map(v -> 255 - v).gray()));
    rows.add(asIs("640x480, 448 px, black", (garment, random) -> photo(garment, 448).gray()));
    rows.add(settled("640x480, 448 px, black", (garment, random) -> photo(garment, 448).gray()));
    rows.add(
        asIs(
            "640x480, 448 px, background 20 to 40 with noise",
            (garment, random) -> photo(garment, 448).lightUpon(20, 40).noise(random).gray()));
    rows.add(
        settled(
            "640x480, 448 px, paper 190 to 240 with noise, dark garment",
            (garment, random) -> photo(garment, 448).darkUpon(190, 240).noise(random).gray()));
    rows.add(
        settled(
            "640x480, 448 px, gray 120, bright garment",
            (garment, random) -> photo(garment, 448).lightUpon(120, 120).gray()));
    rows.add(
        settled(
            "640x480, 448 px, gray 120 with noise, bright garment",
            (garment, random) -> photo(garment, 448).lightUpon(120, 120).noise(random).gray()));
    rows.add(
        settled(
            "640x480, 448 px, gray 150 with noise, bright garment",
            (garment, random) -> photo(garment, 448).lightUpon(150, 150).noise(random).gray()));
    rows.add(
        settled(
            "640x480, 448 px, gray 120 with noise, dark garment",
            (garment, random) -> photo(garment, 448).darkUpon(120, 120).noise(random).gray()));
    rows.add(asIs("640x480, 240 px, centered", (garment, random) -> photo(garment, 240).gray()));
    rows.add(
        asIs(
            "640x480, 240 px, off center",
            (garment, random) -> garment.enlarged(240).placed(480, 640, 200, 60).gray()));
    rows.add(
        settled(
            "1600x1200, 240 px, off center, paper 190 to 240 with noise",
            (garment, random) ->
                garment
                    .enlarged(240)
                    .placed(1200, 1600, 700, 300)
                    .darkUpon(190, 240)
                    .noise(random)
                    .gray()));
    rows.add(
        asIs(
            "480x480, 448 px",
            (garment, random) -> garment.enlarged(448).placed(480, 480, 16, 16).gray()));
    rows.add(asIs("480x480, 480 px", (garment, random) -> garment.enlarged(480).gray()));
    rows.add(
        asIs(
            "480x480, JPEG with EXIF orientation 6",
            (garment, random) -> garment.enlarged(480).turned().jpeg(6)));
    rows.add(
        asIs(
            "480x480, JPEG with EXIF orientation 3",
            (garment, random) -> garment.enlarged(480).turned().turned().jpeg(3)));
    rows.add(
        settled(
            "transparent, 255 - ink, opaque where there is ink",
            (garment, random) -> cutOut(photo(garment, 448), v -> 255 - v)));
    rows.add(
        settled(
            "transparent, ink, opaque where there is ink",
            (garment, random) -> cutOut(photo(garment, 448), v -> v)));
    rows.add(
        settled(
            "black with alpha = ink",
            (garment, random) -> photo(garment, 448).map(v -> 0.0).withAlpha(photo(garment, 448))));
    rows.add(
        settled(
            "28x28, transparent, 255 - ink, opaque where there is ink",
            (garment, random) -> cutOut(garment, v -> 255 - v)));
    rows.add(
        settled(
            "28x28, black with alpha = ink",
            (garment, random) -> garment.map(v -> 0.0).withAlpha(garment)));
    return rows;
  }

  private static Row asIs(String name, Drawing drawing) {
    return new Row(name, Polarity.AS_IS, drawing);
  }

  private static Row settled(String name, Drawing drawing) {
    return new Row(name + ", polarity=auto", Polarity.AUTO, drawing);
  }

  private static Canvas photo(Canvas garment, int side) {
    return garment.enlarged(side).placed(480, 640, (480 - side) / 2, (640 - side) / 2);
  }

  private static DecodedImage cutOut(Canvas garment, UnaryOperator<Double> color) {
    return garment.map(color).withAlpha(garment.map(v -> v > 0 ? 255.0 : 0));
  }

  private void print(Row row) throws IOException, InterruptedException {
    double resize = accuracy(row, Fit.RESIZE);
    double auto = accuracy(row, Fit.AUTO);
    System.out.printf("| %s | %.3f | %.3f |%n", row.name, resize, auto);
  }

  private double accuracy(Row row, Fit fit) throws IOException, InterruptedException {
    ImageConversion conversion = new ImageConversion(FORMAT, fit, row.polarity, FRAMING);
    Random random = new Random(1);
    byte[] converted = new byte[count * FORMAT.bytes()];
    for (int i = 0; i < count; i++) {
      byte[] image = conversion.apply(row.drawing.of(garment(i), random));
      System.arraycopy(image, 0, converted, i * FORMAT.bytes(), FORMAT.bytes());
    }
    int right = 0;
    for (int from = 0; from < count; from += BATCH) {
      int to = Math.min(from + BATCH, count);
      JsonNode predictions = predictions(converted, from, to);
      for (int i = from; i < to; i++) {
        JsonNode top = predictions.path(i - from).path("top").path(0);
        right += top.path("index").asInt() == labels[i] ? 1 : 0;
      }
    }
    return (double) right / count;
  }

  private JsonNode predictions(byte[] all, int from, int to)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(predict)
            .header("Content-Type", "application/octet-stream")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    all, from * FORMAT.bytes(), (to - from) * FORMAT.bytes()))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return json.readTree(answer.body()).path("predictions");
  }

  private Canvas garment(int index) {
    Canvas garment = new Canvas(SIDE, SIDE);
    for (int i = 0; i < garment.values.length; i++) {
      garment.values[i] = images[index * FORMAT.bytes() + i] & 0xff;
    }
    return garment;
  }

  private static byte[] read(String file, int header) throws IOException {
    try (InputStream stored = FramingAccuracy.class.getResourceAsStream(FOLDER + file);
        InputStream plain = new GZIPInputStream(stored)) {
      plain.skipNBytes(header);
      return plain.readAllBytes();
    }
  }

  /** Gray values that are drawn upon. */
  private static final class Canvas {

    private final int height;
    private final int width;
    private final double[] values;

    Canvas(int height, int width) {
      this.height = height;
      this.width = width;
      this.values = new double[height * width];
    }

    /** Returns the square canvas enlarged by repeating pixels. */
    Canvas enlarged(int side) {
      Canvas enlarged = new Canvas(side, side);
      for (int i = 0; i < enlarged.values.length; i++) {
        enlarged.values[i] = values[i / side * height / side * width + i % side * width / side];
      }
      return enlarged;
    }

    /** Returns a black canvas with this one upon it. */
    Canvas placed(int newHeight, int newWidth, int top, int left) {
      Canvas placed = new Canvas(newHeight, newWidth);
      for (int y = 0; y < height; y++) {
        System.arraycopy(values, y * width, placed.values, (top + y) * newWidth + left, width);
      }
      return placed;
    }

    Canvas map(UnaryOperator<Double> change) {
      Canvas changed = new Canvas(height, width);
      for (int i = 0; i < values.length; i++) {
        changed.values[i] = change.apply(values[i]);
      }
      return changed;
    }

    /** Returns this light ink upon a background that changes evenly from left to right. */
    Canvas lightUpon(double left, double right) {
      return upon(left, right, true);
    }

    /** Returns this as dark ink upon a background that changes evenly from left to right. */
    Canvas darkUpon(double left, double right) {
      return upon(left, right, false);
    }

    private Canvas upon(double left, double right, boolean light) {
      Canvas drawn = new Canvas(height, width);
      for (int i = 0; i < values.length; i++) {
        double ground = left + (right - left) * (i % width) / (width - 1);
        double ink = values[i] / 255;
        drawn.values[i] = light ? ground + ink * (255 - ground) : ground * (1 - ink);
      }
      return drawn;
    }

    Canvas noise(Random random) {
      return map(value -> value + random.nextDouble(-NOISE, NOISE));
    }

    /** Returns the square canvas turned to the left by 90 degrees. */
    Canvas turned() {
      Canvas turned = new Canvas(width, height);
      for (int i = 0; i < values.length; i++) {
        turned.values[i] = values[i % height * width + width - 1 - i / height];
      }
      return turned;
    }

    /** Returns this as a phone stores it, with the orientation that shows it upright. */
    DecodedImage jpeg(int orientation) throws IOException {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setDataElements(0, 0, width, height, bytes());
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      ImageIO.write(image, "jpeg", plain);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      file.write(plain.toByteArray(), 0, 2);
      file.writeBytes(EXIF.getBytes(ISO_8859_1));
      file.write(orientation);
      file.write(new byte[2]);
      file.write(plain.toByteArray(), 2, plain.size() - 2);
      return new JpegImage(JpegFile.of(file.toByteArray())).decode(1, true);
    }

    DecodedImage gray() {
      return new DecodedImage(height, width, 1, bytes(), null);
    }

    DecodedImage withAlpha(Canvas alpha) {
      return new DecodedImage(height, width, 1, bytes(), alpha.bytes());
    }

    private byte[] bytes() {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i])));
      }
      return bytes;
    }
  }
}
