package dev.residual.dataset.ingest;

import java.util.Comparator;

/** Orders names as people do: numbers in them by value, so that 2 comes before 10. */
final class NaturalOrder implements Comparator<String> {

  static final NaturalOrder INSTANCE = new NaturalOrder();

  private NaturalOrder() {}

  @Override
  public int compare(String left, String right) {
    int i = 0;
    int j = 0;
    while (i < left.length() && j < right.length()) {
      if (isDigit(left.charAt(i)) && isDigit(right.charAt(j))) {
        int leftEnd = numberEnd(left, i);
        int rightEnd = numberEnd(right, j);
        int order = compareNumbers(left, i, leftEnd, right, j, rightEnd);
        if (order != 0) {
          return order;
        }
        i = leftEnd;
        j = rightEnd;
      } else if (left.charAt(i) != right.charAt(j)) {
        return Character.compare(left.charAt(i), right.charAt(j));
      } else {
        i++;
        j++;
      }
    }
    int rest = Integer.compare(left.length() - i, right.length() - j);
    // Names that differ only in leading zeros are different, too.
    return rest == 0 ? left.compareTo(right) : rest;
  }

  private static int compareNumbers(
      String left, int leftStart, int leftEnd, String right, int rightStart, int rightEnd) {
    int i = withoutZeros(left, leftStart, leftEnd);
    int j = withoutZeros(right, rightStart, rightEnd);
    int order = Integer.compare(leftEnd - i, rightEnd - j);
    while (order == 0 && i < leftEnd) {
      order = Character.compare(left.charAt(i++), right.charAt(j++));
    }
    return order;
  }

  private static int withoutZeros(String text, int start, int end) {
    int first = start;
    while (first < end && text.charAt(first) == '0') {
      first++;
    }
    return first;
  }

  private static int numberEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
