package dev.residual.inference;

import java.util.Arrays;

/** Requests of the Open Inference Protocol, valid and invalid ones. */
public final class Tensors {

  private Tensors() {}

  public static String tensor(String datatype, String shape, String data) {
    return request("", datatype, shape, data);
  }

  /** Returns a request with a black image. */
  public static String black(String options) {
    return request(options, "UINT8", "[1, 28, 28]", flat(784, 0, "0"));
  }

  /** Returns zeros with one other number among them. */
  public static String flat(int length, int index, String value) {
    String[] numbers = new String[length];
    Arrays.fill(numbers, "0");
    numbers[index] = value;
    return Arrays.toString(numbers);
  }

  private static String request(String options, String datatype, String shape, String data) {
    return """
        {%s "inputs": [{"name": "image", "datatype": "%s", "shape": %s, "data": %s}]}
        """
        .formatted(options, datatype, shape, data);
  }
}
