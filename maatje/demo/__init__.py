"""Demo: a lively region of invented people, so that a first start shows the whole work of a coordinator."""

from maatje.demo.people import SIGN_INS as SIGN_INS
