"""The table of questions: for each its facts, and the pure function of its subject that judges them."""

from zhibu.rules.questions.elections import ELECTIONS
from zhibu.rules.questions.meetings import MEETINGS
from zhibu.rules.questions.money import MONEY_MATTERS
from zhibu.rules.questions.people import PEOPLE
from zhibu.rules.questions.shape import Question

QUESTIONS: dict[str, Question] = {
    question.name: question for question in (*MEETINGS, *ELECTIONS, *PEOPLE, *MONEY_MATTERS)
}
