package dev.residual.inference;

import java.util.Arrays;

/** Requests of the Open Inference Protocol, right ones and wrong ones. */
public final class Tensors {

  private Tensors() {}

  public static String tensor(String datatype, String shape, String data) {
    return request("", datatype, shape, data);
  }

  /** A black image. */
  public static String black(String wishes) {
    return request(wishes, "UINT8", "[1, 28, 28]", flat(784, 0, "0"));
  }

  /** Zeros, with one other number among them. */
  public static String flat(int length, int place, String value) {
    String[] numbers = new String[length];
    Arrays.fill(numbers, "0");
    numbers[place] = value;
    return Arrays.toString(numbers);
  }

  private static String request(String wishes, String datatype, String shape, String data) {
    return """
        {%s "inputs": [{"name": "image", "datatype": "%s", "shape": %s, "data": %s}]}
        """
        .formatted(wishes, datatype, shape, data);
  }
}
